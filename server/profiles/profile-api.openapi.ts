import type { OpenAPIObject } from '@nestjs/swagger';

const values = { type: 'object', additionalProperties: true };
const names = { type: 'array', items: { type: 'string' } };

const personSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'With an API key only.' },
    traits: { ...values, description: 'By name. A cleared trait is absent.' },
    computed: { ...values, description: 'Computed traits and scores, by name.' },
    segments: { ...names, description: 'Keys of the segments that the person is in.' },
    tags: { ...names, description: 'Keys of the tags that are on.' },
  },
};

const query = (name: string, description: string, required = false) => ({ name, in: 'query', required, description, schema: { type: 'string' } });

/** The route bypasses Nest for speed; its description is written by hand and held to the code by the API tests. */
export function addProfileApiPath(document: OpenAPIObject): void {
  const schemas = { ...document.components?.schemas, PersonForPages: personSchema };
  document.components = { ...document.components, schemas: schemas as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']> };
  document.paths['/v1/profile'] = {
    get: {
      operationId: 'profile_for_pages',
      tags: ['profiles'],
      summary:
        'One person’s values for personalisation, with ETag: by an API key everything, by a public token (browsers, CORS) what the catalogue marks public.',
      security: [{ apiKey: [] }, { publicToken: [] }],
      parameters: [
        query('identity', '`type:value`, for instance userId:u1. With a public token: this browser’s anonymousId, or a signed one.', true),
        query('include', 'Comma-separated parts: traits, computed, segments, tags. Default: all, or those named below.'),
        query('traits', 'Only these, comma-separated; at most 100.'),
        query('computed', 'Only these, comma-separated; at most 100.'),
        query('segments', 'Only these keys, comma-separated; at most 100.'),
        query('tags', 'Only these keys, comma-separated; at most 100.'),
        query('signature', 'Public token: hex HMAC-SHA256 of the identity (or of expires.identity) under the token’s signing secret, made by your server.'),
        query('expires', 'Public token: until when the signature holds, in seconds since 1970.'),
      ],
      responses: {
        200: { description: 'The person, as applied so far.', content: { 'application/json': { schema: { $ref: '#/components/schemas/PersonForPages' } } } },
        304: { description: 'As in If-None-Match.' },
        default: { description: 'What failed and how to mend it.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      },
    },
  } as OpenAPIObject['paths'][string];
}
