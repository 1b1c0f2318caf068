import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import type { ServerMetrics } from './metrics.js';

/** One line and one measurement a request, by route pattern: the URL itself may name a person. */
export function observeRequests(instance: FastifyInstance, logger: Logger, metrics: ServerMetrics): void {
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const seconds = reply.elapsedTime / 1_000;
    metrics.http.observe({ method: request.method, route, status: `${Math.floor(reply.statusCode / 100)}xx` }, seconds);
    // Ingestion and metrics are counted, not told line by line: at full load the log would cost more than the work.
    const level = route.startsWith('/v1/') || route === '/metrics' ? 'trace' : 'info';
    logger[level]({ method: request.method, route, status: reply.statusCode, tookMs: Math.round(reply.elapsedTime) }, 'request');
    done();
  });
}
