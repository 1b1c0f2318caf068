import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { type EveryoneReport, simulateEveryone, sumReports } from '../simulator/simulate-everyone.js';
import { simulatedWorkspace, type WorkspaceDescription } from '../simulator/simulated-workspace.js';
import { type Recorded, type RecordedPerson, simulationsOf } from './recorded-people.js';

/** People, and what they meet: plain data, for a thread of its own. */
export interface Share {
  description: WorkspaceDescription;
  people: RecordedPerson[];
  from: number;
  until: number;
}

export function simulateShare({ description, people, from, until }: Share): EveryoneReport {
  return simulateEveryone(simulatedWorkspace(description), simulationsOf(people, from, until));
}

/** Fewer are done before a second thread has begun. */
const fewest = 500;

/** Everybody, a share on each processor: nobody's simulation knows of anybody else's. */
export async function simulateInThreads(
  description: WorkspaceDescription,
  { people, from }: Pick<Recorded, 'people' | 'from'>,
  until: number,
): Promise<EveryoneReport> {
  const all = [...people.values()];
  // From source, as in tests, there is no thread to start: Node loads no TypeScript there.
  const threads = import.meta.url.endsWith('.ts') ? 1 : Math.max(1, Math.min(availableParallelism(), Math.floor(all.length / fewest)));
  const size = Math.ceil(all.length / threads);
  const shares = Array.from({ length: threads }, (_, index): Share => ({ description, people: all.slice(index * size, (index + 1) * size), from, until }));
  const [own, ...others] = shares as [Share, ...Share[]];
  const elsewhere = others.map(inThread);
  // Told below, when our own share is done.
  for (const report of elsewhere) report.catch(() => undefined);
  return sumReports([simulateShare(own), ...(await Promise.all(elsewhere))]);
}

async function inThread(share: Share): Promise<EveryoneReport> {
  return await new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./simulate-thread.js', import.meta.url), { workerData: share });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`A thread of the simulation ended with ${code}.`)));
  });
}
