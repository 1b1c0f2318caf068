import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';

import type { WorkerDocument } from '@cairn/server/events/wake-up.js';
import { workerSilentMs } from '@cairn/server/events/wake-up.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import type { Collection, Db } from 'mongodb';

const renewEveryMs = 4_000;

export interface WakeUpServerOptions {
  db: Db;
  clock: Clock;
  /** Names this worker among the others; new at every start. */
  workerId: string;
  host: string;
  /** 0: any free port. */
  port: number;
  /** How servers reach it. Default: made from the address it listens on. */
  url?: string | null;
  /** Something is pending. Must return at once. */
  onWake(): void;
  /** The worker's other pages, by path (`/health`, `/metrics`). */
  routes?: { [path: string]: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void };
  onError?(error: unknown): void;
}

/** Receives wake-ups and says, in `workers`, where they go. Lost ones do no harm: the projector polls. */
export class WakeUpServer {
  private readonly options: WakeUpServerOptions;
  private readonly workers: Collection<WorkerDocument>;
  private readonly server: Server;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: WakeUpServerOptions) {
    this.options = options;
    this.workers = options.db.collection<WorkerDocument>(collections.workers);
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Resolves when it listens; registration goes on in the background, so that a worker starts before its database does. */
  async start(): Promise<{ port: number; url: string }> {
    const { host, port } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    const { port: actual } = this.server.address() as AddressInfo;
    const reachable = host === '0.0.0.0' || host === '::' ? hostname() : host;
    const base = (this.options.url ?? `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${actual}`).replace(/\/+$/, '');
    const url = `${base}/wake-up`;
    const renew = () => {
      this.register(url).catch((error: unknown) => this.options.onError?.(error));
    };
    renew();
    this.timer = setInterval(renew, renewEveryMs);
    return { port: actual, url };
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.workers.deleteOne({ _id: this.options.workerId }).catch(() => undefined);
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async register(url: string): Promise<void> {
    const now = new Date(this.options.clock.now());
    await this.workers.updateOne({ _id: this.options.workerId }, { $set: { url, seenAt: now } }, { upsert: true });
    // Those that were killed leave their names behind.
    await this.workers.deleteMany({ seenAt: { $lt: new Date(now.getTime() - 40 * workerSilentMs) } });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = Object.hasOwn(this.options.routes ?? {}, path) ? this.options.routes?.[path] : undefined;
    try {
      if (path === '/wake-up' && request.method === 'POST') {
        this.options.onWake();
        response.writeHead(204).end();
      } else if (route) await route(request, response);
      else response.writeHead(404).end();
    } catch (error) {
      this.options.onError?.(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  }
}
