import { fileURLToPath } from 'node:url';
import { backfillTaskQueue } from '@cairn/workflows/contracts/backfill.js';
import { matchingTaskQueue } from '@cairn/workflows/contracts/matching.js';
import { taskQueues } from '@cairn/workflows/contracts/run.js';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { createBackfillActivities } from './activities/backfill.js';
import { type ActivityDeps, createActivities } from './activities/index.js';
import { createMatchingActivities } from './activities/matching.js';

export interface JourneyWorkersOptions {
  namespace: string;
  /** Default: the bundle that `npm run build` made. */
  bundle?: WorkflowBundleOption;
  /** Workflow runs kept in memory; one that fell out is replayed. Default 500. */
  maxCachedWorkflows?: number;
  /** Steps at once, on each of the two queues. Default 100: they wait for MongoDB, not for the processor. */
  maxConcurrentSteps?: number;
}

/** The Temporal workers of one process: one runs the workflows and the steps that send nothing, one the steps that send, one asks everybody again, one looks for duplicates. */
export async function createJourneyWorkers(connection: NativeConnection, deps: ActivityDeps, options: JourneyWorkersOptions): Promise<Worker[]> {
  const { namespace, bundle = builtBundle(), maxCachedWorkflows = 500, maxConcurrentSteps = 100 } = options;
  const shared = { connection, namespace, maxConcurrentActivityTaskExecutions: maxConcurrentSteps, shutdownGraceTime: '10 seconds' as const };
  return await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: taskQueues.journeys,
      workflowBundle: bundle,
      maxCachedWorkflows,
      activities: createActivities(deps, taskQueues.journeys),
    }),
    Worker.create({ ...shared, taskQueue: taskQueues.email, activities: createActivities(deps, taskQueues.email) }),
    ...(deps.backfill
      ? [
          Worker.create({
            ...shared,
            maxConcurrentActivityTaskExecutions: 2,
            taskQueue: backfillTaskQueue,
            activities: createBackfillActivities(deps.backfill),
          }),
        ]
      : []),
    ...(deps.matching
      ? [
          Worker.create({
            ...shared,
            maxConcurrentActivityTaskExecutions: 1,
            taskQueue: matchingTaskQueue,
            activities: createMatchingActivities(deps.matching),
          }),
        ]
      : []),
  ]);
}

/** Beside the compiled workflows, wherever this package runs from. */
function builtBundle(): WorkflowBundleOption {
  const workflows = import.meta.resolve('@cairn/workflows/runs/workflows.js');
  const dist = workflows.endsWith('.ts') ? '../dist/workflow-bundle.js' : '../workflow-bundle.js';
  return { codePath: fileURLToPath(new URL(dist, workflows)) };
}
