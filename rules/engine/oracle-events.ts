import { aggregateSpec } from '../compile/aggregate-key.js';
import { distinctOf } from '../compile/aggregate-values.js';
import type { EventMatcher, EventParams, FunnelParams } from '../contracts/condition.js';
import type { AggregateState, Facts, Json, PlainValue } from '../contracts/facts.js';
import { oracleInside, unitMs } from './oracle-time.js';

/** What the matching events come to, said as plainly as possible: the compiled closures are held to this. */
export function oracleMeasure(facts: Facts, params: EventParams): Json | undefined {
  const state = facts.aggregate(aggregateSpec(params).key);
  const inside = oracleInside(params.within, facts);
  switch (params.measure ?? 'count') {
    case 'count':
      return state && params.within === undefined ? state.count : instants(state).filter(inside).length;
    case 'daysSince': {
      const past = instants(state).filter((instant) => inside(instant) && instant <= facts.now);
      return past.length === 0 ? undefined : Math.floor((facts.now - Math.max(...past)) / 86_400_000);
    }
    case 'sum':
      return exactSum(numbers(state, inside));
    case 'average': {
      const list = numbers(state, inside);
      return list.length === 0 ? undefined : Number((exactTotal(list) / list.reduce((sum, { many }) => sum + many, 0)).toPrecision(15));
    }
    case 'min':
      return smallest(numbers(state, inside).map(({ least }) => least));
    case 'max':
      return negated(smallest(numbers(state, inside).map(({ greatest }) => -greatest)));
    case 'first':
    case 'last':
      return oracleEnd(state, params, inside);
    case 'unique':
      return params.within ? new Set(texts(state, inside)).size : state ? distinctOf(state) : 0;
    case 'mostFrequent':
      return oracleFavourite(state, params, inside);
  }
}

type Inside = (instant: number) => boolean;

/** One instant for each message: those counted by day stand at their day's end, but never after the oldest exact one. */
function instants(state: AggregateState | undefined): number[] {
  if (!state) return [];
  const old = Object.entries(state.days).flatMap(([bucket, many]) => Array<number>(many).fill(standsAt(bucket, state)));
  return [...old, ...state.recent];
}

function standsAt(bucket: string, { recent }: AggregateState): number {
  const month = bucket.startsWith('m') ? Number(bucket.slice(1)) : undefined;
  const end = month === undefined ? Number(bucket) * 86_400_000 + 86_399_999 : Date.UTC(Math.floor(month / 12), (month % 12) + 1, 1) - 1;
  return Math.min(end, ...recent);
}

interface Numbers {
  many: number;
  sum: number;
  least: number;
  greatest: number;
}

function numbers(state: AggregateState | undefined, inside: Inside): Numbers[] {
  if (!state?.numbers) return [];
  const old = Object.entries(state.sums ?? {}).filter(([bucket]) => inside(standsAt(bucket, state)));
  return [
    ...old.map(([bucket, { sum, least, greatest }]) => ({ many: state.days[bucket] ?? 0, sum: Number(sum) / 1e9, least, greatest })),
    ...state.numbers.filter((_, n) => inside(state.recent[n] as number)).map((value) => ({ many: 1, sum: value, least: value, greatest: value })),
  ];
}

function exactSum(list: Numbers[]): number {
  return Number(exactTotal(list).toPrecision(15));
}

/** Exact: each double is taken as a whole number of 2^-200. */
function exactTotal(list: Numbers[]): number {
  return Number(list.reduce((total, { sum }) => total + BigInt(Math.trunc(sum * 2 ** 200)), 0n)) / 2 ** 200;
}

function smallest(list: number[]): number | undefined {
  return list.length === 0 ? undefined : ([...list].sort((a, b) => a - b)[0] as number);
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : 0 - value;
}

function oracleEnd(state: AggregateState | undefined, { measure, property, within }: EventParams, inside: Inside): Json | undefined {
  const end = measure === 'first' ? 0 : -1;
  if (property === undefined) {
    const times = within ? instants(state).filter(inside) : [state?.first?.at, state?.last?.at].filter((at) => at !== undefined);
    const at = times.sort((a, b) => a - b).at(end);
    return at === undefined ? undefined : new Date(at).toISOString();
  }
  const kept = within ? state?.values?.filter(({ at }) => inside(at)) : state?.first && state.last && [state.first, state.last];
  return unpacked(kept?.at(end)?.value);
}

function unpacked(value: PlainValue | undefined): Json | undefined {
  if (typeof value === 'object' && value !== null) return JSON.parse(value.json) as Json;
  return value ?? undefined;
}

function texts(state: AggregateState | undefined, inside: Inside): string[] {
  return (state?.values ?? []).filter(({ at, value }) => inside(at) && value !== null).map(({ value }) => JSON.stringify(value));
}

function oracleFavourite(state: AggregateState | undefined, { within }: EventParams, inside: Inside): Json | undefined {
  const asked = (state?.values ?? []).filter(({ at, value }) => value !== null && (within === undefined || inside(at)));
  const rows =
    within === undefined && !state?.tallyFull
      ? (state?.tally ?? [])
      : asked.map(({ value }) => ({
          value,
          count: asked.filter((other) => JSON.stringify(other.value) === JSON.stringify(value)).length,
          at: Math.max(...asked.filter((other) => JSON.stringify(other.value) === JSON.stringify(value)).map((other) => other.at)),
        }));
  const text = (value: PlainValue) => (typeof value === 'object' && value !== null ? value.json : JSON.stringify(value));
  const best = rows.reduce<(typeof rows)[number] | undefined>((found, row) => {
    if (!found || row.count > found.count || (row.count === found.count && row.at > found.at)) return row;
    return row.count === found.count && row.at === found.at && text(row.value) < text(found.value) ? row : found;
  }, undefined);
  return unpacked(best?.value);
}

/** Is there a way through the steps? Tries every one. */
export function oracleFunnel(facts: Facts, { steps, within, by }: FunnelParams): boolean {
  const rows = steps.map((step) => {
    const spec = by === undefined ? aggregateSpec({ name: step.name, where: step.where }) : valuesSpec(step, by);
    const state = facts.aggregate(spec.key);
    const kept = by === undefined ? (state?.recent ?? []).map((at) => ({ at, shared: '' })) : sharedRows(state);
    return kept.filter(({ at }) => at <= facts.now);
  });
  const inside = oracleInside(within, facts);
  const goesOn = (step: number, since: number, shared: string): boolean => {
    const asked = steps[step];
    if (asked === undefined) return true;
    const lengthMs = asked.within ? asked.within.amount * unitMs[asked.within.unit] : Number.POSITIVE_INFINITY;
    const next = (rows[step] ?? []).filter((row) => row.shared === shared && row.at > since && row.at - since <= lengthMs);
    if (asked.absent) return next.length === 0 && facts.now - since >= lengthMs && goesOn(step + 1, since, shared);
    return next.some((row) => goesOn(step + 1, row.at, shared));
  };
  return (rows[0] ?? []).some((row) => inside(row.at) && goesOn(1, row.at, row.shared));
}

function valuesSpec({ name, where }: EventMatcher, by: string) {
  return aggregateSpec({ name, where, measure: 'last', property: by, within: { amount: 1, unit: 'day' } });
}

function sharedRows(state: AggregateState | undefined): { at: number; shared: string }[] {
  return (state?.values ?? []).flatMap(({ at, value }) => (value === null ? [] : [{ at, shared: JSON.stringify(value) }]));
}
