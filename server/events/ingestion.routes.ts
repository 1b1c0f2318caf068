import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { describeError } from '../platform/error.filter.js';
import { type EventType, eventTypes } from './event.js';
import { ingestionErrors } from './events.errors.js';
import type { Ingestion, IngestionCall } from './ingestion.js';
import { ingestionLimits as limits } from './ingestion.limits.js';
import { wellFormed } from './well-formed.js';

const unpack = promisify(gunzip);

/** What the browser SDK calls them. */
const shortNames: Record<EventType | 'batch', string> = { identify: 'i', track: 't', page: 'p', screen: 's', group: 'g', alias: 'a', batch: 'b' };

/**
 * The routes that SDKs call, as a Fastify scope of their own: any content type (sendBeacon says text/plain), any origin, and none of Nest's
 * pipeline, which would cost more than storing the event.
 */
export function registerIngestion(instance: FastifyInstance, ingestion: Ingestion, options: { logger: Logger }): void {
  instance.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.batchBytes }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, _request, reply) => void answerError(reply, error, options.logger));
    scope.addHook('onRequest', (_request, reply, next) => {
      void reply.header('access-control-allow-origin', '*');
      next();
    });
    for (const type of eventTypes) {
      const handler = async (request: FastifyRequest) => await ingestion.single(type, await readCall(request));
      scope.post(`/v1/${type}`, handler);
      scope.post(`/v1/${shortNames[type]}`, handler);
    }
    const batch = async (request: FastifyRequest) => await ingestion.batch(await readCall(request));
    scope.post('/v1/batch', batch);
    scope.post(`/v1/${shortNames.batch}`, batch);
    // The browser SDK's own metrics: taken and dropped.
    scope.post('/v1/m', () => ({ success: true }));
    scope.get<{ Params: { writeKey: string } }>('/v1/projects/:writeKey/settings', (request, reply) => {
      void reply.headers({ 'cache-control': 'max-age=60', vary: 'host' });
      return browserSettings(request.params.writeKey, request);
    });
    scope.options('/v1/*', async (request, reply) => await answerPreflight(request, reply));
    done();
  });
}

async function readCall(request: FastifyRequest): Promise<IngestionCall> {
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const bytes = await decompress(sent, request.headers['content-encoding']);
  return { body: parseJson(bytes), bytes: bytes.length, writeKey: writeKeyOf(request) };
}

async function decompress(body: Buffer, named: string | undefined): Promise<Buffer> {
  const encoding = named?.trim().toLowerCase();
  if (encoding === undefined || encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') throw ingestionErrors.unknownEncoding(encoding);
  try {
    return await unpack(body, { maxOutputLength: limits.batchBytes });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? ingestionErrors.bodyTooLarge() : ingestionErrors.malformedGzip();
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    // V8 makes `__proto__` an own property here, never a prototype.
    return JSON.parse(wellFormed(bytes.toString('utf8')));
  } catch (error) {
    throw ingestionErrors.malformedJson(bytes.length === 0 ? 'it is empty' : (error as Error).message.slice(0, 120));
  }
}

function writeKeyOf(request: FastifyRequest): string | undefined {
  const credentials = /^Basic +(\S+)/i.exec(request.headers.authorization ?? '')?.[1];
  if (credentials !== undefined) return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0];
  const query = request.query as { writeKey?: unknown };
  return typeof query.writeKey === 'string' ? query.writeKey : undefined;
}

function answerError(reply: FastifyReply, error: unknown, logger: Logger): FastifyReply {
  const tooLarge = (error as { code?: unknown }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
  const { status, body, retryAfterSeconds, unforeseen } = describeError(tooLarge ? ingestionErrors.bodyTooLarge() : error);
  if (unforeseen) logger.error({ err: error, errorId: body.id }, 'ingestion failed');
  else if (status === 503) logger.warn({ err: error, errorId: body.id }, 'events turned away');
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  return reply.status(status).send(body);
}

async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await reply
    .headers({
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? 'Authorization, Content-Type, Content-Encoding',
      'access-control-max-age': '86400',
    })
    .status(204)
    .send();
}

/**
 * What analytics.js 2 asks for before it sends anything: one integration, ourselves. It appends `/t`, `/i`, … to `apiHost`. Whoever reached us
 * under a name sends its events to that name.
 */
function browserSettings(writeKey: string, { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): object {
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: `${host}/v1`,
        protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } }, identify: { __default: { enabled: true } }, group: { __default: { enabled: true } } },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
