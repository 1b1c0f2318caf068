import type { EventMatcher, MeasureName, Window } from '@cairn/rules/contracts/condition.js';

import type { ComputedSource } from '../api/computed-source.js';

/** What the form edits: one event, what is made of it, of which property, within which time. */
export type Made = MeasureName | 'uniqueList';
export const made: readonly Made[] = ['count', 'sum', 'average', 'min', 'max', 'first', 'last', 'mostFrequent', 'unique', 'uniqueList', 'daysSince'];

export interface ComputedDraft {
  label: string;
  description: string;
  made: Made;
  event: EventMatcher;
  property: string;
  within: Window | undefined;
}

export const newDraft: ComputedDraft = { label: '', description: '', made: 'count', event: { name: '' }, property: '', within: undefined };

/** Undefined: it belongs to a ready set, and is changed there. */
export function draftOf(label: string, description: string | undefined, source: ComputedSource): ComputedDraft | undefined {
  const said = { label, description: description ?? '' };
  if (source.type === 'uniqueList') return { ...said, made: 'uniqueList', event: source.event, property: source.property, within: source.within };
  if (source.type !== 'measure') return undefined;
  const { measure, event, property, within } = source.measure;
  return { ...said, made: measure, event, property: property ?? '', within };
}

export function sourceOf({ made: kind, event, property, within }: ComputedDraft): ComputedSource {
  const window = within === undefined ? {} : { within };
  if (kind === 'uniqueList') return { type: 'uniqueList', event, property: property.trim(), ...window };
  const of = takesProperty(kind) && property.trim() !== '' ? { property: property.trim() } : {};
  return { type: 'measure', measure: { measure: kind, event, ...of, ...window } };
}

/** `count` and `daysSince` look at no property. */
export function takesProperty(kind: Made): boolean {
  return kind !== 'count' && kind !== 'daysSince';
}

/** May be asked and saved: what is still missing is said by the form. */
export function isComplete({ made: kind, event, property }: ComputedDraft): boolean {
  const needsProperty = takesProperty(kind) && kind !== 'first' && kind !== 'last';
  return event.name.trim() !== '' && (!needsProperty || property.trim() !== '');
}

/** "Orders in May" → `orders_in_may`: what conditions call it. */
export function nameFromLabel(label: string): string {
  const name = label
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 60);
  return name === '' ? 'computed' : name;
}
