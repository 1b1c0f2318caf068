import type { PartName } from '@cairn/embedded/stack.js';

import { seededRandom } from '../fixtures/random.js';
import { type Expectation, judge, type Kill, settle, type Verdict } from './verdict.js';
import { countedEvent, kill, sendUntilAccepted, sleep, startWorld, type World } from './world.js';

export interface ChaosOptions {
  seed: number;
  /** Journey runs that must each end with one mail. */
  runs: number;
  log?: (line: string) => void;
}

export interface ChaosResult extends Verdict {
  seed: number;
  kills: Kill[];
  seconds: number;
  events: number;
}

const victims: PartName[] = ['server', 'worker', 'temporal', 'mongod'];
/** People arrive spread over this long, so that every phase of a run meets a kill. */
const loadMs = 20_000;

/**
 * Events run through a journey that sends, while server, worker, Temporal and mongod are killed by SIGKILL at random moments. Everything that is
 * random derives from the seed; what the machine makes of it does not, so a seed is a scenario, not a replay.
 */
export async function killedAnywhere({ seed, runs, log = () => undefined }: ChaosOptions): Promise<ChaosResult> {
  const from = performance.now();
  const random = seededRandom(seed);
  const world = await startWorld({ amount: 2, unit: 'second' }, `seed${seed}`);
  let keep = false;
  try {
    log(`seed ${seed}: up after ${((performance.now() - from) / 1000).toFixed(1)} s`);
    const expected: Expectation = { accepted: [], counted: new Map(), mails: [] };
    const kills: Kill[] = [];
    const loading = { over: false };
    const killing = killAtRandom(world, random, kills, loading, log);
    await load(world, runs, random, expected);
    loading.over = true;
    await killing;
    log(`seed ${seed}: ${expected.accepted.length} events accepted, ${kills.length} kills; settling`);
    await settle(world, runs, 180_000, log);
    const verdict = await judge(world, expected, kills);
    keep = verdict.problems.length > 0;
    return { ...verdict, seed, kills, seconds: (performance.now() - from) / 1000, events: expected.accepted.length };
  } catch (error) {
    keep = true;
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n${world.log.slice(-15).join('\n')}`, { cause: error });
  } finally {
    if (keep && process.env.CAIRN_CHAOS_KEEP) {
      log(`kept for a look: ${world.folder}, ${world.stack.mongodbUri}`);
      await sleep(Number(process.env.CAIRN_CHAOS_KEEP) * 1_000);
    }
    await world.end();
  }
}

/** Each person: an identify, one to three counted events, the cart. All are repeated until they are answered with 200. */
async function load(world: World, runs: number, random: () => number, expected: Expectation): Promise<void> {
  const deadline = performance.now() + 240_000;
  const people = Array.from({ length: runs }, (_, index) => ({ index, startMs: random() * loadMs, counted: 1 + Math.floor(random() * 3) }));
  await Promise.all(
    people.map(async ({ index, startMs, counted }) => {
      await sleep(startMs);
      const userId = `person-${index}`;
      const email = `${userId}@example.com`;
      const send = async (path: string, body: Record<string, unknown>): Promise<void> => {
        await sendUntilAccepted(world, path, { userId, ...body }, deadline);
        expected.accepted.push(String(body.messageId));
      };
      await send('/v1/identify', { messageId: `id-${index}`, traits: { email, first_name: `P${index}` } });
      await Promise.all(Array.from({ length: counted }, (_, nth) => send('/v1/track', { messageId: `seen-${index}-${nth}`, event: countedEvent })));
      await send('/v1/track', { messageId: `cart-${index}`, event: 'Cart Updated', properties: { cart_id: `c${index}` } });
      expected.counted.set(userId, counted);
      expected.mails.push(email);
    }),
  );
}

/** One part at a time, each after the one before is back: two at once would only be a longer outage. Every part is hit at least once. */
async function killAtRandom(world: World, random: () => number, kills: Kill[], loading: { over: boolean }, log: (line: string) => void): Promise<void> {
  const queue = [...victims].sort(() => random() - 0.5);
  for (let turn = 0; !loading.over || turn < queue.length; turn += 1) {
    await sleep(400 + random() * 2_600);
    const part = queue[turn] ?? (victims[Math.floor(random() * victims.length)] as PartName);
    const before = world.stack.parts.get(part)?.pid();
    const entry: Kill = { part, at: Date.now() };
    kills.push(entry);
    await kill(world, part);
    for (let waited = 0; waited < 60_000 && world.stack.parts.get(part)?.pid() === before; waited += 50) await sleep(50);
    entry.backAt = Date.now();
    log(`  killed ${part}, back after ${((entry.backAt - entry.at) / 1000).toFixed(1)} s`);
  }
}
