import type { Condition, EventMatcher } from '@cairn/rules/contracts/condition.js';
import { randomMatch, randomPair } from '@cairn/rules/engine/random-conditions.js';
import { pick, type Random, randomDuration, texts } from '@cairn/rules/engine/random-values.js';

import type { DelayStep, ExitRule, JourneyDefinition, JourneyLayout, Reentry, Step, StepType, Trigger } from '../contracts/journey.js';

/** Every field that a definition can have, sooner or later, with names and texts that files find hard. For tests; what it says makes no sense. */
export function randomJourney(random: Random): { key: string; definition: JourneyDefinition; layout: JourneyLayout } {
  const ids = Array.from(
    { length: Math.floor(random() * 12) },
    (_, n) => pick(random, ['true', 'null', '0', '1e3', 'no', 'step', 'constructor', 'to-string', '2026-01-01']) + (n === 0 ? '' : `-${n}`),
  );
  const next = (): string | null => (random() < 0.2 || ids.length === 0 ? null : pick(random, ids));
  const definition: JourneyDefinition = {
    schemaVersion: 1,
    name: words(random).trim() || 'Nameless',
    ...some(random, () => ({ description: words(random) })),
    trigger: randomTrigger(random),
    reentry: pick<Reentry>(random, [{ type: 'never' }, { type: 'any' }, { type: 'afterExit' }, { type: 'keyed', property: words(random), mode: 'once' }]),
    exits: exitRules(random),
    ...some(random, () => ({ goals: exitRules(random) })),
    start: next(),
    steps: ids.map((id) => ({ ...some(random, () => ({ name: random() < 0.3 ? null : words(random) })), ...randomStep(random, id, next) })),
  };
  const placed = [...ids, '@trigger'].filter(() => random() < 0.5);
  const px = () => Math.round(random() * 4_000 - 2_000) / 2;
  return {
    key: pick(random, ['cart', 'true', '007', 'a-b-c']),
    definition,
    layout: { positions: Object.fromEntries(placed.map((id) => [id, { x: px(), y: px() }])) },
  };
}

function randomTrigger(random: Random): Trigger {
  const condition = some(random, () => ({ condition: aCondition(random) }));
  return pick<() => Trigger>(random, [
    () => ({ type: 'event', event: matcher(random), ...condition }),
    () => ({ type: 'segment', segment: 'yes', on: pick(random, ['entered', 'left']), ...condition }),
    () => ({ type: 'date', trait: words(random), shift: { direction: 'before', days: 3 }, at: '09:00', yearly: true, ...condition }),
    () => ({ type: 'schedule', segment: 'no', when: { type: 'once', date: '2026-02-28', at: '00:00' }, zone: 'person', ...condition }),
    () => ({ type: 'schedule', segment: 'no', when: { type: 'weekly', weekdays: [7, 1], at: '23:59' }, zone: 'Europe/Berlin', ...condition }),
    () => ({ type: 'schedule', segment: 'no', when: { type: 'monthly', days: [31], at: '12:30' }, zone: 'UTC', ...condition }),
    () => ({ type: 'api', ...condition }),
    () => ({ type: 'handOff', ...condition }),
  ])();
}

function exitRules(random: Random): ExitRule[] {
  return Array.from({ length: Math.floor(random() * 3) }, (_, n) => ({ id: `exit-${n}`, ...either(random) }));
}

type Next = () => string | null;

function randomStep(random: Random, id: string, next: Next): Step {
  const branches = <Extra>(extra: () => Extra) =>
    Array.from({ length: Math.floor(random() * 4) }, (_, n) => ({ id: `${pick(random, ['yes', 'off', '1'])}-${n}`, ...extra(), next: next() }));
  const steps: { [T in StepType]: () => Extract<Step, { type: T }> } = {
    delay: () => ({ id, type: 'delay', ...randomDelay(random), next: next() }),
    window: () => ({ id, type: 'window', weekdays: [1, 5], from: '08:00', to: '20:00', next: next() }),
    waitUntil: () => ({ id, type: 'waitUntil', branches: branches(() => either(random)), timeout: { after: randomDuration(random), next: next() } }),
    split: () => ({ id, type: 'split', branches: branches(() => ({ condition: aCondition(random) })), otherwise: { next: next() } }),
    randomSplit: () => ({
      id,
      type: 'randomSplit',
      branches: branches(() => ({ percent: Math.round(random() * 1_000) / 10 })),
      ...some(random, () => ({ sticky: false })),
    }),
    message: () => ({
      id,
      type: 'message',
      channel: 'email',
      template: pick(random, ['null', 'cart', '']),
      ...some(random, () => ({ transactional: true })),
      ...some(random, () => ({ onSkip: 'exit' as const })),
      next: next(),
    }),
    updateProfile: () => ({
      id,
      type: 'updateProfile',
      traits: [true, null, 0.5, words(random), { trigger: 'items.0.sku' }].map((value, n) => ({ name: `${words(random)}${n}`, value })),
      next: next(),
    }),
    tag: () => ({ id, type: 'tag', tag: 'off', action: 'add', next: next() }),
    enterJourney: () => ({ id, type: 'enterJourney', journey: 'on', next: next() }),
    goal: () => ({ id, type: 'goal', next: next() }),
    exit: () => ({ id, type: 'exit' }),
  };
  return pick(random, Object.values(steps))();
}

function randomDelay(random: Random): Pick<DelayStep, 'duration' | 'until' | 'past'> {
  return pick<Pick<DelayStep, 'duration' | 'until' | 'past'>>(random, [
    { duration: randomDuration(random) },
    { until: { type: 'calendar', days: 0, at: '09:00' }, past: 'continue' },
    { until: { type: 'weekday', weekdays: [2], at: '09:00' } },
    { until: { type: 'date', of: { trait: words(random) }, shift: { direction: 'after', by: randomDuration(random) } }, past: 'exit' },
    { until: { type: 'date', of: { trigger: 'due at' }, at: '01:00' }, past: 'skipMessage' },
  ]);
}

function either(random: Random): { event: EventMatcher } | { condition: Condition } {
  return random() < 0.5 ? { event: matcher(random) } : { condition: aCondition(random) };
}

function matcher(random: Random): EventMatcher {
  return randomMatch(random).matcher;
}

function aCondition(random: Random): Condition {
  return randomPair(random).condition;
}

function words(random: Random): string {
  return pick(random, [...texts, 'yes', '1', '- a', 'a: b', '# no', '', ' x ', 'a\nb', '"q"', '<<', '*a', '&a', '!t', '@x', '%', 'é\u2028']);
}

function some<Fields extends object>(random: Random, fields: () => Fields): Fields | object {
  return random() < 0.5 ? fields() : {};
}
