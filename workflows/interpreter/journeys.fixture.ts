import type { AggregateState, FactEvent, Facts, Json } from '@cairn/rules/contracts/facts.js';
import { someFacts } from '@cairn/rules/contracts/some-facts.js';

import type { EntryContext } from '../contracts/interpreter.js';
import type { ExitRule, JourneyDefinition, Step } from '../contracts/journey.js';
import type { RunState } from '../contracts/run.js';
import { compileJourney } from './compile-journey.js';
import { enter } from './enter.js';

/** Noon of an ordinary day: `at(5)` is five minutes past. */
export function at(minutes: number): number {
  return Date.UTC(2026, 10, 24, 12) + minutes * 60_000;
}

export function event(name: string, minutes: number, properties: { [key: string]: Json } = {}, messageId = `${name}@${minutes}`): FactEvent {
  return { messageId, name, timestamp: at(minutes), properties };
}

export function factsAt(
  minutes: number,
  traits: { [name: string]: Json } = {},
  more: { segments?: string[]; aggregates?: { [key: string]: AggregateState } } = {},
): Facts {
  return someFacts({
    now: at(minutes),
    trait: (name) => traits[name],
    aggregate: (key) => more.aggregates?.[key],
    segment: (key) => more.segments?.includes(key) ?? false,
  });
}

export const delay = (id: string, minutes: number, next: string | null): Step => ({ id, type: 'delay', duration: { amount: minutes, unit: 'minute' }, next });
export const message = (id: string, next: string | null, more: { onSkip?: 'exit' } = {}): Step => ({
  id,
  type: 'message',
  channel: 'email',
  template: 'cart',
  next,
  ...more,
});
export const exit: Step = { id: 'exit', type: 'exit' };
export const goldIs = (value: boolean) => ({ fact: 'trait' as const, params: { name: 'gold' }, operator: 'equal' as const, value });

export const bought: ExitRule = { id: 'bought', event: { name: 'Order Completed' } };

/** Cart → 30 minutes → mail → exit; a purchase ends it. */
export function definition(change: Partial<JourneyDefinition> = {}): JourneyDefinition {
  return {
    schemaVersion: 1,
    name: 'Abandoned cart',
    trigger: { type: 'event', event: { name: 'Cart Updated' } },
    reentry: { type: 'afterExit' },
    exits: [bought],
    start: 'delay',
    steps: [delay('delay', 30, 'mail'), message('mail', 'exit'), exit],
    ...change,
  };
}

export function journeyOf(change: Partial<JourneyDefinition> = {}) {
  return compileJourney('cart', 'v1', definition(change));
}

export function contextOf(change: Partial<EntryContext> = {}): EntryContext {
  return { workspace: 'demo', profileId: 'p1', paused: false, runs: [], entered: {}, exitedAt: () => undefined, ...change };
}

/** Somebody who entered at noon by `Cart Updated`. */
export function runOf(journey: ReturnType<typeof compileJourney>, traits: { [name: string]: Json } = {}, properties: { [key: string]: Json } = {}): RunState {
  const entered = enter(journey, { event: event('Cart Updated', 0, properties) }, factsAt(0, traits), contextOf());
  if (!entered.entered) throw new Error(`Nobody entered: ${JSON.stringify(entered.decisions)}`);
  return entered.run;
}
