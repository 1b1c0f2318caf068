import { JourneyBench, mailJourney } from './bench-journeys.js';
import { type Benchmark, percentile, report } from './harness.js';

const rounds = 7;
const samples = 40;
let people = 0;

/** Milliseconds from the POST of the event to the mail at the sink, one after another. */
async function toMail(bench: JourneyBench): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < samples; at += 1) {
    const userId = `l${++people}`;
    await bench.post('identify', { userId, traits: { email: `${userId}@example.com` } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const mail = bench.mailTo(`${userId}@example.com`);
    const startedAt = performance.now();
    await bench.post('track', { userId, event: 'Bench Cart', properties: { total: 10 } });
    found.push((await mail) - startedAt);
  }
  return found;
}

/** Milliseconds from the start of a bare workflow to its activity. */
async function toActivity(bench: JourneyBench): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < samples; at += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedAt = performance.now();
    found.push((await bench.bareActivity(`l${++people}`)) - startedAt);
  }
  return found;
}

/** POST → mail at the sink against bare start → activity, at an idle system. */
export const latency: Benchmark = {
  name: 'latency',
  run: async () => {
    const bench = await JourneyBench.start();
    try {
      await bench.publish('bench', mailJourney('Bench Cart'));
      const [ours, floors]: [number[][], number[][]] = [[], []];
      await toMail(bench);
      await toActivity(bench);
      for (let round = 0; round < rounds; round += 1) {
        if (round % 2 === 0) ours.push(await toMail(bench));
        floors.push(await toActivity(bench));
        if (round % 2 === 1) ours.push(await toMail(bench));
      }
      const at = (share: number, of: number[][]) => of.map((values) => percentile(values, share));
      report({ name: 'latency.p99', unit: 'ms', better: 'lower', aim: 2 }, at(0.99, ours), at(0.99, floors));
      report({ name: 'latency', unit: 'ms', better: 'lower', aim: 1.5 }, at(0.5, ours), at(0.5, floors));
    } finally {
      await bench.stop();
    }
  },
};
