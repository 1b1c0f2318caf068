import { Agent, request } from 'node:http';

import type { EventDocument } from '@cairn/server/events/event.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { readEvent } from '@cairn/server/events/read-event.js';
import type { Db } from 'mongodb';

import { oftenIn30Days, publishSegment } from './bench-segments.js';
import { type BenchServer, startBenchMongo, startBenchServer, startBenchWorker } from './bench-server.js';
import { type Benchmark, measure } from './harness.js';

const eventsPerRequest = 20;
const connections = 40;
const events = 10_000;
/** As large as the server's group commit makes its inserts under this load. */
const floorBatch = 400;

let made = 0;

/** Requests of 20 events, `each` of them of one person; about 400 B an event as stored. */
function batches(each: number): object[][] {
  const now = Date.now();
  const people = events / each;
  const event = (at: number): object => {
    made += 1;
    return {
      type: 'track',
      messageId: `pipeline-${process.pid}-${made}`,
      userId: `user-${Math.floor(at / each) % people}`,
      event: 'Cart Updated',
      timestamp: new Date(now - (at % each)).toISOString(),
      properties: { cart_id: `cart-${made}`, total: 59.5, currency: 'USD', products: [{ sku: 'A-1', quantity: 2, price: 29.75 }] },
      context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
    };
  };
  return Array.from({ length: events / eventsPerRequest }, (_, batch) =>
    Array.from({ length: eventsPerRequest }, (_, at) => event(batch * eventsPerRequest + at)),
  );
}

/** Events a second from the first POST until the last one is on its profile and marked done. */
async function throughThePipeline(server: BenchServer, db: Db, agent: Agent, each: number): Promise<number> {
  const bodies = batches(each).map((batch) => Buffer.from(JSON.stringify({ batch, writeKey: server.writeKey })));
  let next = 0;
  const startedAt = performance.now();
  const sender = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await post(`${server.url}/v1/batch`, body, agent);
  };
  await Promise.all(Array.from({ length: connections }, sender));
  await untilFolded(db);
  return events / ((performance.now() - startedAt) / 1_000);
}

async function untilFolded(db: Db): Promise<void> {
  const collection = db.collection<EventDocument>('events');
  const deadline = performance.now() + 120_000;
  while ((await collection.findOne({ pending: { $gte: 0 } }, { projection: { _id: 1 } })) !== null) {
    if (performance.now() > deadline) throw new Error('Events are still pending after two minutes.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
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
async function raw(db: Db, each: number): Promise<number> {
  const envelope = { workspace: 'bench', source: 'bench', receivedAt: Date.now(), triggerAgeMs: 3_600_000, isImport: false };
  const documents = batches(each).flatMap((batch) => batch.map((one) => readEvent(one, undefined, envelope)));
  const collection = db.collection<EventDocument>('events');
  const startedAt = performance.now();
  for (let from = 0; from < documents.length; from += floorBatch) {
    await collection.insertMany(documents.slice(from, from + floorBatch), { ordered: false, writeConcern: { w: 'majority', journal: true } });
  }
  return documents.length / ((performance.now() - startedAt) / 1_000);
}

/** Events/s from POST to the profile, against raw unordered insertMany of the same documents with the same indexes and acknowledgement. */
export const pipeline: Benchmark = {
  name: 'pipeline',
  run: async () => {
    const mongo = await startBenchMongo();
    const [ours, floor] = [`bench_${process.pid}_pipeline`, `bench_${process.pid}_pipeline_floor`];
    const [db, floorDb] = [mongo.client.db(ours), mongo.client.db(floor)];
    const server = await startBenchServer(mongo, ours);
    const stopWorker = await startBenchWorker(mongo.uri, ours);
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const figure = (name: string, each: number, aim: number) =>
      measure({
        name,
        unit: 'events/s',
        better: 'higher',
        aim,
        ours: async () => await throughThePipeline(server, db, agent, each),
        floor: async () => await raw(floorDb, each),
      });
    try {
      await publishSegment(mongo.client, db, 'active', oftenIn30Days('Cart Updated'));
      await new EventsStore(floorDb).ensureIndexes();
      // A person's only event pays for the whole profile: read, conditional write, mark done, about nine times the insert (design §2).
      await figure('pipeline.single', 1, 0.1);
      await figure('pipeline', 5, 0.2);
    } finally {
      agent.destroy();
      await stopWorker();
      await server.stop();
      await Promise.all([ours, floor].map(async (name) => await mongo.client.db(name).dropDatabase()));
      await mongo.stop();
    }
  },
};
