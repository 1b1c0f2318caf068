import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Registry } from 'prom-client';

export interface StatusServerOptions {
  host: string;
  port: number;
  registry: Registry;
  /** Answered at /health, with 503 when `ok` is false. */
  health(): { ok: boolean; [detail: string]: unknown };
  /** POST /wake-up: something is pending. Must return at once. */
  onWakeUp(): void;
}

/** The worker's own small HTTP server: wake-ups from servers, /health and /metrics for operators. */
export async function startStatusServer(options: StatusServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${options.port} is in use. Stop what listens there, or set CAIRN_WORKER_PORT.`) : error);
    });
    server.listen(options.port, options.host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

async function answer(options: StatusServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  request.resume();
  if (request.method === 'POST' && path === '/wake-up') {
    options.onWakeUp();
    response.writeHead(204).end();
  } else if (request.method === 'GET' && path === '/metrics') {
    const text = await options.registry.metrics();
    response.writeHead(200, { 'content-type': options.registry.contentType }).end(text);
  } else if (request.method === 'GET' && path === '/health') {
    const health = options.health();
    response.writeHead(health.ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(health));
  } else response.writeHead(404).end();
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
