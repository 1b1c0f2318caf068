import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

import { sessionCookie } from '../access/cookies.js';
import { addIngestionPaths } from '../events/ingestion.openapi.js';
import { addProfileApiPath } from '../profiles/profile-api.openapi.js';

const errorSchema = {
  type: 'object',
  required: ['id', 'code', 'message', 'action', 'details'],
  properties: {
    id: { type: 'string', description: "Also in the server's log." },
    code: { type: 'string', description: 'Stable, kebab-case.' },
    message: { type: 'string', description: 'What failed, and which one.' },
    action: { type: 'string', description: 'How to mend it.' },
    details: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string', description: 'Into what was sent.' },
          message: { type: 'string' },
          code: { type: 'string' },
          stepId: { type: 'string' },
        },
      },
    },
  },
};

/** The API as OpenAPI 3.1: from the controllers, plus the ingestion routes, which bypass Nest. */
export function createOpenApi(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cairn')
    .setDescription('Events in, profiles, segments and journeys out. Sign in for a session cookie, or send an API key as `Authorization: Bearer ck_…`.')
    .setVersion('0.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, ck_….' }, 'apiKey')
    .addCookieAuth(sessionCookie, { type: 'apiKey', in: 'cookie', name: sessionCookie }, 'session')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'A write key as user name, no password.' }, 'writeKey')
    .addApiKey({ type: 'apiKey', in: 'query', name: 'token', description: 'A public token, pk_…, for browsers.' }, 'publicToken')
    .addSecurityRequirements('apiKey')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, head, { standardSchemaConverter: convertSchema });
  const schemas: Record<string, unknown> = { ...document.components?.schemas, Error: errorSchema };
  document.components = { ...document.components, schemas: sorted(schemas) as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']> };
  for (const path of Object.values(document.paths)) for (const operation of Object.values(path) as Operation[]) complete(operation);
  addIngestionPaths(document);
  addProfileApiPath(document);
  document.paths = sorted(document.paths);
  return document;
}

interface Operation {
  operationId?: string;
  summary?: string;
  responses?: Record<string, unknown>;
}

/** Every call may fail in the one way; one without a summary is called by its method. */
function complete(operation: Operation): void {
  operation.summary ||= (operation.operationId ?? '').replace(/^.*_/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (operation.responses) operation.responses.default ??= failure;
}

const failure = { description: 'What failed and how to mend it.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };

/** In a fixed order, so that the committed file changes only when the API does. */
function sorted<Value>(map: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON Schema of a zod schema, in the dialect of OpenAPI 3.1. One with `.meta({ id })` becomes a named component; what JSON Schema cannot say is left open. */
function convertSchema(
  schema: unknown,
  { schemaType }: { schemaType: 'input' | 'output' },
): { schema: JsonSchema; components: Record<string, JsonSchema> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    $defs = {},
    id,
    ...body
  } = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any' }) as JsonSchema & { $defs?: Record<string, JsonSchema>; id?: string };
  const components = Object.fromEntries(Object.entries($defs).map(([name, definition]) => [name, withoutId(definition)]));
  return id === undefined ? { schema: body, components } : { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: body } };
}

type JsonSchema = Record<string, unknown>;

function withoutId({ id: _, ...definition }: JsonSchema): JsonSchema {
  return definition;
}
