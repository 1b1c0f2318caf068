import type { EventMatcher, Window } from '@cairn/rules/contracts/condition.js';

import type { ReadySet } from '../api/traits.js';

export interface CountedPart {
  event: EventMatcher;
  /** Absent: for ever. */
  within?: Window | undefined;
}

/** What the page edits. A set reads only its own. */
export interface SetFields {
  /** rfm, each by an event of its own. */
  recency: { event: EventMatcher };
  frequency: CountedPart;
  monetary: CountedPart & { property: string; measure: 'sum' | 'average' };
  /** lifecycle, orderValue. */
  event: EventMatcher;
  property: string;
  newDays: number;
  activeDays: number;
  atRiskDays: number;
}

const none: EventMatcher = { name: '' };
const blank: SetFields = {
  recency: { event: none },
  frequency: { event: none },
  monetary: { event: none, property: '', measure: 'sum' },
  event: none,
  property: '',
  newDays: 30,
  activeDays: 90,
  atRiskDays: 180,
};

/** As installed or suggested by the server. */
export function readSettings({ settings }: Pick<ReadySet, 'settings'>): SetFields {
  return { ...blank, ...(settings as Partial<SetFields> | null) };
}

/** For the server; null: not all is said yet. */
export function settingsOf(set: ReadySet['set'], fields: SetFields): { [name: string]: unknown } | null {
  const { recency, frequency, monetary, event, property, newDays, activeDays, atRiskDays } = fields;
  if (set === 'rfm') {
    const said = [recency, frequency, monetary].every((part) => isNamed(part.event)) && monetary.property.trim() !== '';
    return said ? { recency: part(recency), frequency: part(frequency), monetary: { ...part(monetary), property: monetary.property.trim() } } : null;
  }
  if (!isNamed(event)) return null;
  if (set === 'lifecycle') return { event: trimmed(event), newDays, activeDays, atRiskDays };
  return property.trim() === '' ? null : { event: trimmed(event), property: property.trim() };
}

const isNamed = ({ name }: EventMatcher): boolean => name.trim() !== '';
const trimmed = (event: EventMatcher): EventMatcher => ({ ...event, name: event.name.trim() });

function part<Part extends CountedPart>({ within, ...rest }: Part): Omit<Part, 'within'> & { within?: Window } {
  return { ...rest, event: trimmed(rest.event), ...(within !== undefined && { within }) };
}
