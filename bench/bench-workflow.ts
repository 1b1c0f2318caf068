import { proxyActivities } from '@temporalio/workflow';

const { noop } = proxyActivities<{ noop(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** The floor: the least that a workflow with one activity costs. */
export async function bare(): Promise<void> {
  await noop();
}
