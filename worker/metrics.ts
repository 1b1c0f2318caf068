import { createMetricsRegistry } from '@cairn/server/platform/metrics.js';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What operators watch of a worker. Nothing in a label names a person. */
export interface WorkerMetrics {
  registry: Registry;
  /** Events folded into profiles. */
  applied: Counter;
  /** Events refused by the fold: dead letters. */
  refused: Counter;
  /** Conditional writes of profiles that lost and were tried again. */
  conflicts: Counter;
  /** Age in seconds of the oldest event that waits. */
  lag: Gauge;
  /** Effects that could not be performed and stay in their outbox. */
  effectsFailed: Counter<'kind'>;
  /** Messages by outcome. */
  sends: Counter<'outcome' | 'reason'>;
  /** Failed step attempts and workflow tasks, by code. Should stay near 0. */
  workflowFailures: Counter<'code'>;
}

export function createWorkerMetrics(): WorkerMetrics {
  const registry = createMetricsRegistry('worker');
  const registers = [registry];
  return {
    registry,
    applied: new Counter({ name: 'cairn_events_applied_total', help: 'Events folded into profiles.', registers }),
    refused: new Counter({ name: 'cairn_events_refused_total', help: 'Events that could not be folded: dead letters.', registers }),
    conflicts: new Counter({ name: 'cairn_profile_conflicts_total', help: 'Conditional profile writes that lost and were tried again.', registers }),
    lag: new Gauge({ name: 'cairn_projector_lag_seconds', help: 'Age of the oldest event that waits to be folded.', registers }),
    effectsFailed: new Counter({
      name: 'cairn_effects_failed_total',
      help: 'Effects that stay in their outbox for another try.',
      labelNames: ['kind'],
      registers,
    }),
    sends: new Counter({ name: 'cairn_sends_total', help: 'Messages by outcome.', labelNames: ['outcome', 'reason'], registers }),
    workflowFailures: new Counter({
      name: 'cairn_workflow_failures_total',
      help: 'Failed attempts of journey steps and workflow tasks.',
      labelNames: ['code'],
      registers,
    }),
  };
}
