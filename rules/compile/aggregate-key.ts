import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

import type { EventParams } from '../contracts/condition.js';
import type { AggregateKeep, AggregateSpec } from '../contracts/facts.js';

/** What a profile's aggregate for this (event, where) is stored under: 16 hex characters, the same for every condition that asks the same; the window plays no part. */
export function aggregateKey(params: Pick<EventParams, 'name' | 'where'>): string {
  return hashed({ name: params.name, where: params.where });
}

/** What a profile must keep to answer this. */
export function aggregateSpec(params: EventParams): AggregateSpec {
  const { name, where, property } = params;
  const event = where === undefined ? { name } : { name, where };
  const keep = keepFor(params);
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

function keepFor({ measure, property, within }: EventParams): AggregateKeep {
  switch (measure) {
    case 'sum':
    case 'average':
    case 'min':
    case 'max':
      return 'numbers';
    case 'first':
    case 'last':
      if (within === undefined) return 'ends';
      return property === undefined ? 'times' : 'values';
    case 'mostFrequent':
    case 'unique':
      return within === undefined ? 'tally' : 'values';
    default:
      return 'times';
  }
}

function hashed(value: object): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? ''))).slice(0, 16);
}
