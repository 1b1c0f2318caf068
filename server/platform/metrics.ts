import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Nest token of {@link ServerMetrics}. */
export const METRICS = Symbol('METRICS');

/** A registry of its own with the process's figures (memory, event-loop lag); server and worker each add theirs. */
export function createMetricsRegistry(program: 'server' | 'worker'): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ program });
  collectDefaultMetrics({ register: registry, prefix: 'cairn_' });
  return registry;
}

export interface ServerMetrics {
  registry: Registry;
  /** Events answered with 200, by workspace. Repeats are not counted. */
  accepted: Counter<'workspace'>;
  /** Events whose messageId was stored already, by workspace and whether the body was the same. */
  repeats: Counter<'workspace' | 'body'>;
  /** Events refused at the door, by reason code. */
  rejected: Counter<'workspace' | 'code'>;
  /** Seconds from request to answer, by route pattern and status class. */
  http: Histogram<'method' | 'route' | 'status'>;
}

export function createServerMetrics(pending: () => Promise<number>): ServerMetrics {
  const registry = createMetricsRegistry('server');
  const registers = [registry];
  new Gauge({
    name: 'cairn_events_pending',
    help: 'Events stored and not yet folded into a profile.',
    registers,
    async collect() {
      this.set(await pending());
    },
  });
  return {
    registry,
    accepted: new Counter({ name: 'cairn_events_accepted_total', help: 'Events stored and answered with 200.', labelNames: ['workspace'], registers }),
    repeats: new Counter({
      name: 'cairn_events_repeated_total',
      help: 'Events whose messageId was stored already.',
      labelNames: ['workspace', 'body'],
      registers,
    }),
    rejected: new Counter({ name: 'cairn_events_rejected_total', help: 'Events refused at the door.', labelNames: ['workspace', 'code'], registers }),
    http: new Histogram({
      name: 'cairn_http_request_seconds',
      help: 'From request to answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
  };
}
