import type { ReadySet } from '../api/traits.js';

/** What the page edits: one event and amount for a whole set. Finer settings (an event each, windows) are kept as they are. */
export interface SetFields {
  event: string;
  property: string;
  newDays: number;
  activeDays: number;
  atRiskDays: number;
  /** As the server has them. */
  before: { [name: string]: unknown } | null;
}

interface Matcher {
  name?: string;
}

export function readSettings({ settings }: ReadySet): SetFields {
  const { event, property, monetary, newDays, activeDays, atRiskDays } = (settings ?? {}) as {
    event?: Matcher;
    property?: string;
    monetary?: { event?: Matcher; property?: string };
    newDays?: number;
    activeDays?: number;
    atRiskDays?: number;
  };
  return {
    event: event?.name ?? monetary?.event?.name ?? '',
    property: property ?? monetary?.property ?? '',
    newDays: newDays ?? 30,
    activeDays: activeDays ?? 90,
    atRiskDays: atRiskDays ?? 180,
    before: settings,
  };
}

/** For the server; null: not all is said yet. */
export function settingsOf(set: ReadySet['set'], fields: SetFields): { [name: string]: unknown } | null {
  const event = { name: fields.event.trim() };
  const property = fields.property.trim();
  if (event.name === '' || (set !== 'lifecycle' && property === '')) return null;
  const { newDays, activeDays, atRiskDays } = fields;
  if (set === 'lifecycle') return { event: matcher(fields.before?.event, event.name), newDays, activeDays, atRiskDays };
  if (set === 'orderValue') return { event: matcher(fields.before?.event, event.name), property };
  const part = (name: string, more: object) => {
    const before = (fields.before?.[name] ?? {}) as { event?: unknown };
    return { ...before, ...more, event: matcher(before.event, event.name) };
  };
  const monetary = (fields.before?.monetary ?? {}) as { measure?: string };
  return { recency: part('recency', {}), frequency: part('frequency', {}), monetary: part('monetary', { property, measure: monetary.measure ?? 'sum' }) };
}

/** What must hold on the event stays while its name does. */
function matcher(before: unknown, name: string): unknown {
  return (before as Matcher | undefined)?.name === name ? before : { name };
}
