import { Agent, request } from 'node:http';

import type { EventDocument } from '@cairn/server/events/event.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { readEvent } from '@cairn/server/events/read-event.js';
import type { Db } from 'mongodb';

import { type BenchServer, startBenchMongo, startBenchServer } from './bench-server.js';
import { type Benchmark, measure } from './harness.js';

const eventsPerRequest = 20;
const requests = 1_000;
/** Calls under way at once: enough that the server is never idle, few enough that nobody times out. */
const connections = 40;
/** Events in one insert of the floor: what the server's group commit makes of that load (all other connections' calls, while one insert is in flight). */
const floorBatch = eventsPerRequest * (connections / 2);

let made = 0;

/** About 400 B stored. */
function event(at: number): object {
  made += 1;
  return {
    type: 'track',
    messageId: `bench-${process.pid}-${made}`,
    userId: `user-${made % 5_000}`,
    event: 'Cart Updated',
    timestamp: new Date(at).toISOString(),
    properties: { cart_id: `cart-${made}`, total: 59.5, currency: 'USD', products: [{ sku: 'A-1', quantity: 2, price: 29.75 }] },
    context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
  };
}

function batches(): object[][] {
  const now = Date.now();
  return Array.from({ length: requests }, () => Array.from({ length: eventsPerRequest }, () => event(now)));
}

/** Accepted events a second over HTTP. */
async function overHttp(server: BenchServer, agent: Agent): Promise<number> {
  const bodies = batches().map((batch) => Buffer.from(JSON.stringify({ batch, writeKey: server.writeKey })));
  let next = 0;
  const startedAt = performance.now();
  const sender = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await post(`${server.url}/v1/batch`, body, agent);
  };
  await Promise.all(Array.from({ length: connections }, sender));
  return (requests * eventsPerRequest) / ((performance.now() - startedAt) / 1_000);
}

async function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': body.length } }, (response) => {
      response.resume();
      response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`The server answered ${response.statusCode}.`))));
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** The same documents by the driver alone: unordered inserts, one after another. */
async function raw(db: Db): Promise<number> {
  const receivedAt = Date.now();
  const envelope = { workspace: 'bench', source: 'bench', receivedAt, triggerAgeMs: 3_600_000, isImport: false };
  const documents = batches().flatMap((batch) => batch.map((each) => readEvent(each, undefined, envelope)));
  const events = db.collection<EventDocument>('events');
  const startedAt = performance.now();
  for (let from = 0; from < documents.length; from += floorBatch) {
    await events.insertMany(documents.slice(from, from + floorBatch), { ordered: false, writeConcern: { w: 'majority', journal: true } });
  }
  return documents.length / ((performance.now() - startedAt) / 1_000);
}

/** Accepted events/s over HTTP, 20 a request, against raw unordered insertMany of the same documents with the same indexes and acknowledgement. */
export const ingest: Benchmark = {
  name: 'ingest',
  run: async () => {
    const mongo = await startBenchMongo();
    const [ours, floor] = [`bench_${process.pid}_ours`, `bench_${process.pid}_floor`];
    const server = await startBenchServer(mongo, ours);
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    try {
      await new EventsStore(mongo.client.db(floor)).ensureIndexes();
      await measure({
        name: 'ingest',
        unit: 'events/s',
        better: 'higher',
        aim: 0.7,
        ours: async () => await overHttp(server, agent),
        floor: async () => await raw(mongo.client.db(floor)),
      });
    } finally {
      agent.destroy();
      await server.stop();
      await Promise.all([ours, floor].map(async (name) => await mongo.client.db(name).dropDatabase()));
      await mongo.stop();
    }
  },
};
