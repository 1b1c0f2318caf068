import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

import type { EventParams, MeasureName } from '../contracts/condition.js';
import type { AggregateKeep, AggregateSpec } from '../contracts/facts.js';

/** What a profile's aggregate for this (event, where) is stored under: 16 hex characters, the same for every condition that asks the same; the window plays no part. */
export function aggregateKey(params: Pick<EventParams, 'name' | 'where'>): string {
  return hashed({ name: params.name, where: params.where });
}

/** What a profile must keep to answer this. */
export function aggregateSpec(params: EventParams): AggregateSpec {
  const { name, where, property } = params;
  const event = where === undefined ? { name } : { name, where };
  const keep = keepOf[params.measure ?? 'count'](params);
  if (keep === 'times') return { key: aggregateKey(params), params: event };
  const measured = property === undefined ? event : { ...event, property };
  return { key: hashed({ ...measured, keep }), params: measured, keep };
}

/** What a profile must keep to say since when a trait, or what a path into it leads to, has its value. */
export function aggregateSpecOfTrait(trait: { name: string; path?: string }): AggregateSpec {
  return { key: hashed({ trait, keep: 'held' }), params: { name: traitEventName }, keep: 'held', trait };
}

/** What an event that sets traits is called. */
const traitEventName = 'Identify';

const numbers = () => 'numbers' as const;
const times = () => 'times' as const;
const tally = ({ within }: EventParams) => (within === undefined ? 'tally' : 'values');
const end = ({ property, within }: EventParams) => {
  if (within === undefined) return 'ends';
  return property === undefined ? 'times' : 'values';
};

/** By measure, so that a new one must say what it keeps. */
const keepOf: { [measure in MeasureName]: (params: EventParams) => AggregateKeep } = {
  ...{ count: times, daysSince: times },
  ...{ sum: numbers, average: numbers, min: numbers, max: numbers },
  ...{ first: end, last: end },
  ...{ mostFrequent: tally, unique: tally },
};

function hashed(value: object): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? ''))).slice(0, 16);
}
