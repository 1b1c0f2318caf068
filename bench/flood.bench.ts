import { Agent, request } from 'node:http';

import type { EventDocument } from '@cairn/server/events/event.js';
import type { Db } from 'mongodb';

import { oftenIn30Days, publishSegment } from './bench-segments.js';
import { type BenchServer, startBenchMongo, startBenchServer, startBenchWorker } from './bench-server.js';
import { type Benchmark, median, percentile, report } from './harness.js';

const rounds = 7;
/** Of one measurement. */
const lengthMs = 6_000;
/** Other people, each with an event now and then. */
const others = 400;
const othersASecond = 40;
const floodASecond = 1_000;
const floodBatch = 50;
/** How often it is looked whether events are folded: as fine as the times are told. */
const lookMs = 4;

let named = 0;

interface Round {
  /** ms from the server's answer to the mark that comes after the fold, of others' events. */
  waited: number[];
  /** Events a second that the server took of the one. */
  rate: number;
}

const track = (userId: string) => ({
  type: 'track',
  messageId: `flood-${process.pid}-${++named}`,
  userId,
  event: 'Cart Updated',
  timestamp: new Date().toISOString(),
  properties: { cart_id: `cart-${named}`, total: 59.5, currency: 'USD', products: [{ sku: 'A-1', quantity: 2, price: 29.75 }] },
});

/** Tells when each event is folded. */
class Watch {
  private readonly open = new Map<string, { acceptedAt: number; told(ms: number): void }>();
  private readonly db: Db;
  private looking = true;

  constructor(db: Db) {
    this.db = db;
    void this.look();
  }

  async folded(messageId: string): Promise<number> {
    return await new Promise((resolve) => this.open.set(`bench:${messageId}`, { acceptedAt: performance.now(), told: resolve }));
  }

  stop(): void {
    this.looking = false;
  }

  private async look(): Promise<void> {
    const events = this.db.collection<EventDocument>('events');
    while (this.looking) {
      const ids = [...this.open.keys()];
      const done = ids.length > 0 ? await events.find({ _id: { $in: ids }, pending: { $exists: false } }, { projection: { _id: 1 } }).toArray() : [];
      for (const { _id } of done) {
        const one = this.open.get(_id);
        this.open.delete(_id);
        one?.told(performance.now() - one.acceptedAt);
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }
}

class Flooding {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 20 });
  private readonly server: BenchServer;
  private readonly db: Db;
  private readonly watch: Watch;

  constructor(server: BenchServer, db: Db, watch: Watch) {
    this.server = server;
    this.db = db;
    this.watch = watch;
  }

  async round(flooded: boolean): Promise<Round> {
    const endAt = performance.now() + lengthMs;
    const [waited, taken] = await Promise.all([this.others(endAt), flooded ? this.flood(endAt) : 0]);
    // The next measurement begins with nothing left of this one.
    while ((await this.db.collection('events').findOne({ pending: { $gte: 0 } }, { projection: { _id: 1 } })) !== null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return { waited, rate: taken / (lengthMs / 1_000) };
  }

  end(): void {
    this.agent.destroy();
  }

  private async others(endAt: number): Promise<number[]> {
    const waiting: Promise<number>[] = [];
    await paced(othersASecond, endAt, async () => {
      const event = track(`person-${named % others}`);
      waiting.push(this.post([event]).then(async () => await this.watch.folded(event.messageId)));
    });
    return await Promise.all(waiting);
  }

  /** Events of the one that were answered in time. */
  private async flood(endAt: number): Promise<number> {
    let taken = 0;
    const answers: Promise<void>[] = [];
    await paced(floodASecond / floodBatch, endAt, async () => {
      const answer = this.post(Array.from({ length: floodBatch }, () => track('flooded'))).then(() => {
        if (performance.now() < endAt + 500) taken += floodBatch;
      });
      answers.push(answer);
    });
    await Promise.all(answers);
    return taken;
  }

  private async post(batch: object[]): Promise<void> {
    const body = Buffer.from(JSON.stringify({ batch, writeKey: this.server.writeKey }));
    await new Promise<void>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      request(`${this.server.url}/v1/batch`, { method: 'POST', agent: this.agent, headers }, (response) => {
        response.resume();
        response.once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`The server answered ${response.statusCode}.`))));
      })
        .once('error', reject)
        .end(body);
    });
  }
}

/** So many a second, evenly, whether or not those before are over: whoever is slow does not slow the senders. */
async function paced(aSecond: number, endAt: number, each: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  for (let at = 0; startedAt + (at * 1_000) / aSecond < endAt; at += 1) {
    const waitMs = startedAt + (at * 1_000) / aSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await each();
  }
}

/** Others' p95 from accepted to folded while one person does a thousand things a second, against the same without them. */
export const flood: Benchmark = {
  name: 'flood',
  run: async () => {
    const mongo = await startBenchMongo();
    const database = `bench_${process.pid}_flood`;
    const db = mongo.client.db(database);
    const server = await startBenchServer(mongo, database);
    const stopWorker = await startBenchWorker(mongo.uri, database);
    const watch = new Watch(db);
    const flooding = new Flooding(server, db, watch);
    try {
      await publishSegment(mongo.client, db, 'active', oftenIn30Days('Cart Updated'));
      await flooding.round(false);
      await flooding.round(true);
      const [calm, flooded]: [Round[], Round[]] = [[], []];
      for (let at = 0; at < rounds; at += 1) {
        if (at % 2 === 0) flooded.push(await flooding.round(true));
        calm.push(await flooding.round(false));
        if (at % 2 === 1) flooded.push(await flooding.round(true));
      }
      const p = (share: number, of: Round[]) => of.map(({ waited }) => percentile(waited, share));
      console.log(`${median(flooded.map(({ rate }) => rate))} events/s of the one were taken (of ${floodASecond} sent), ${othersASecond} of ${others} others.`);
      report({ name: 'flood.p50', unit: 'ms', better: 'lower', aim: 2 }, p(0.5, flooded), p(0.5, calm));
      report({ name: 'flood', unit: 'ms', better: 'lower', aim: 2 }, p(0.95, flooded), p(0.95, calm));
    } finally {
      watch.stop();
      flooding.end();
      await stopWorker();
      await server.stop();
      await db.dropDatabase();
      await mongo.stop();
    }
  },
};
