import { workflowIdFor } from '@cairn/workflows/contracts/names.js';

import { JourneyBench, mailJourney } from './bench-journeys.js';
import { type Benchmark, measure } from './harness.js';

let runs = 0;

/** Events in the history of one run, from the event that begins it to its end. */
async function eventsOf(bench: JourneyBench, journey: string, event: string): Promise<number> {
  const userId = `h${++runs}`;
  const mail = bench.mailTo(`${userId}@example.com`);
  await bench.post('batch', {
    batch: [
      { type: 'identify', userId, traits: { email: `${userId}@example.com` } },
      { type: 'track', userId, event, properties: {} },
    ],
  });
  await mail;
  for (;;) {
    const [run] = await bench.runs.list('bench', { journey, limit: 1 });
    if (run) {
      const handle = bench.client.workflow.getHandle(workflowIdFor(run.runId));
      await handle.result();
      return (await handle.describe()).historyLength ?? 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What a run costs in Temporal's history: `history.mail` event → email → end, `history` (the worst of the floors) with one delay before it. */
export const history: Benchmark = {
  name: 'history',
  run: async () => {
    const bench = await JourneyBench.start();
    try {
      await bench.publish('mail', mailJourney('Mail Now'));
      await bench.publish('delay-mail', mailJourney('Mail Soon', { delay: true }));
      const figure = { unit: 'events', better: 'lower' as const };
      await measure({ ...figure, name: 'history.mail', aim: 11, ours: async () => await eventsOf(bench, 'mail', 'Mail Now') });
      await measure({ ...figure, name: 'history', aim: 16, ours: async () => await eventsOf(bench, 'delay-mail', 'Mail Soon') });
    } finally {
      await bench.stop();
    }
  },
};
