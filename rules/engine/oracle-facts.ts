import { aggregateKey } from '../compile/aggregate-key.js';
import type { EventParams } from '../contracts/condition.js';
import type { AggregateState, FactEvent, Facts, Json } from '../contracts/facts.js';

const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800 };

/** How often, said as plainly as possible: the compiled closures are held to this. */
export function oracleCount(facts: Facts, params: EventParams): number {
  const state = facts.aggregate(aggregateKey(params));
  if (!state) return 0;
  if (!params.within) return state.count;
  const from = facts.now - params.within.amount * unitSeconds[params.within.unit] * 1_000;
  return instants(state).filter((instant) => instant > from && instant <= facts.now).length;
}

/** One instant for each message: those counted by day stand at their day's end, but never after the oldest exact one. */
function instants(state: AggregateState): number[] {
  const oldest = Math.min(...state.recent);
  const old = Object.entries(state.days).flatMap(([day, many]) => Array<number>(many).fill(Math.min(Number(day) * 86_400_000 + 86_399_999, oldest)));
  return [...old, ...state.recent];
}

/** The triggering event as an object, for paths to walk; undefined without one. */
export function oracleTrigger(event: FactEvent | undefined): Json | undefined {
  if (!event) return undefined;
  const valid = Math.abs(event.timestamp) <= 8.64e15;
  return { name: event.name, properties: event.properties, ...(valid ? { timestamp: new Date(event.timestamp).toISOString() } : {}) };
}

/** Own properties only; a list by index only. */
export function oracleWalk(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((found, encoded) => {
    const name = decodeURIComponentOnly(encoded);
    if (typeof found !== 'object' || found === null) return undefined;
    if (Array.isArray(found) && !(String(Number(name)) === name && Number.isInteger(Number(name)) && Number(name) >= 0)) return undefined;
    return Object.getOwnPropertyDescriptor(found, name)?.value as Json | undefined;
  }, value);
}

function decodeURIComponentOnly(name: string): string {
  return name
    .split(/%25/)
    .map((part) => part.replace(/%2e/gi, '.'))
    .join('%');
}
