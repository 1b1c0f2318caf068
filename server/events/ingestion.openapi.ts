import type { OpenAPIObject } from '@nestjs/swagger';

import { eventTypes } from './event.js';

type PathItem = OpenAPIObject['paths'][string];

const json = (schema: object) => ({ 'application/json': { schema } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const eventSchema = {
  type: 'object',
  description: 'A call of the Segment Spec. Names at least one person by userId, anonymousId, context.externalIds, or (identify) traits.email or traits.phone.',
  properties: {
    type: { enum: [...eventTypes], description: 'In a batch only; else the address says it.' },
    messageId: { type: 'string', maxLength: 200, description: 'The same messageId is one event, however often it is sent. Absent: made up.' },
    userId: { type: 'string', maxLength: 500 },
    anonymousId: { type: 'string', maxLength: 500 },
    previousId: { type: 'string', maxLength: 500, description: 'alias: the other id of the same person.' },
    groupId: { type: 'string', maxLength: 500 },
    event: { type: 'string', maxLength: 200, description: 'track: what happened.' },
    name: { type: 'string', maxLength: 200, description: 'page, screen: its name.' },
    traits: { type: 'object', additionalProperties: true },
    properties: { type: 'object', additionalProperties: true },
    context: { type: 'object', additionalProperties: true },
    timestamp: { type: 'string', format: 'date-time' },
    originalTimestamp: { type: 'string', format: 'date-time' },
    sentAt: { type: 'string', format: 'date-time' },
    writeKey: { type: 'string', description: 'Instead of Basic auth, for browsers.' },
  },
};

const acceptedSchema = { type: 'object', required: ['success', 'messageId'], properties: { success: { const: true }, messageId: { type: 'string' } } };

const batchSchema = {
  type: 'object',
  required: ['batch'],
  properties: {
    batch: { type: 'array', maxItems: 2_500, items: reference('Event') },
    sentAt: { type: 'string', format: 'date-time', description: 'Inherited by events that name none.' },
    context: { type: 'object', additionalProperties: true, description: 'Inherited by events that name none.' },
    writeKey: { type: 'string' },
    import: { type: 'boolean', description: 'History from elsewhere: updates profiles, starts no journey, and waits behind live events.' },
  },
};

const batchAnswerSchema = {
  type: 'object',
  required: ['success', 'accepted', 'rejected'],
  properties: {
    success: { const: true },
    accepted: { type: 'integer', description: 'Stored, repeats included.' },
    rejected: {
      type: 'array',
      items: {
        type: 'object',
        required: ['index', 'code', 'message'],
        properties: { index: { type: 'integer' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** Ingestion bypasses Nest for speed; its description is written by hand and held to the code by the API tests. */
export function addIngestionPaths(document: OpenAPIObject): void {
  const own = {
    Event: eventSchema,
    Batch: batchSchema,
    EventAccepted: acceptedSchema,
    BatchAnswer: batchAnswerSchema,
  };
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...own } as unknown as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>,
  };
  for (const type of eventTypes) document.paths[`/v1/${type}`] = ingestionPath(type, 'Event', 'EventAccepted');
  document.paths['/v1/batch'] = ingestionPath('batch', 'Batch', 'BatchAnswer');
}

function ingestionPath(name: string, body: string, answer: string): PathItem {
  return {
    post: {
      operationId: `ingest_${name}`,
      tags: ['ingestion'],
      summary:
        name === 'batch'
          ? 'Many events at once; a bad one is refused by its index, its neighbours are kept.'
          : `One ${name} call. Answered with 200 only after it is stored.`,
      security: [{ writeKey: [] }],
      requestBody: { required: true, content: json(reference(body)) },
      responses: {
        200: { description: 'Stored.', content: json(reference(answer)) },
        default: { description: 'What failed and how to mend it.', content: json(reference('Error')) },
      },
    },
  } as PathItem;
}
