import { JourneyBench, mailJourney } from './bench-journeys.js';
import { type Benchmark, measure } from './harness.js';

const people = 200;
const perRequest = 20;
const startsAtOnce = 50;
let rounds = 0;

/** Journeys a second, from the first POST to the last mail at the sink. */
async function throughCairn(bench: JourneyBench): Promise<number> {
  const round = ++rounds;
  const userIds = Array.from({ length: people }, (_, at) => `j${round}-${at}`);
  const mails = userIds.map(async (userId) => await bench.mailTo(`${userId}@example.com`));
  const startedAt = performance.now();
  for (let from = 0; from < people; from += perRequest / 2) {
    const batch = userIds.slice(from, from + perRequest / 2).flatMap((userId) => [
      { type: 'identify', userId, traits: { email: `${userId}@example.com` } },
      { type: 'track', userId, event: 'Bench Cart', properties: { total: 10 } },
    ]);
    await bench.post('batch', { batch });
  }
  await Promise.all(mails);
  return people / ((performance.now() - startedAt) / 1_000);
}

async function throughTemporal(bench: JourneyBench): Promise<number> {
  const round = ++rounds;
  let next = 0;
  const startedAt = performance.now();
  const starter = async (): Promise<void> => {
    while (next < people) await bench.bare(`${round}-${next++}`);
  };
  await Promise.all(Array.from({ length: startsAtOnce }, starter));
  return people / ((performance.now() - startedAt) / 1_000);
}

/** Event → email journeys/s against bare workflows with one no-op activity on the same Temporal. */
export const journeys: Benchmark = {
  name: 'journeys',
  run: async () => {
    const bench = await JourneyBench.start();
    try {
      await bench.publish('bench', mailJourney('Bench Cart'));
      await measure({
        name: 'journeys',
        unit: 'journeys/s',
        better: 'higher',
        aim: 0.8,
        ours: async () => await throughCairn(bench),
        floor: async () => await throughTemporal(bench),
      });
    } finally {
      await bench.stop();
    }
  },
};
