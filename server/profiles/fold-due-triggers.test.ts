import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition, ScheduleTrigger } from '@cairn/workflows/contracts/journey.js';
import { entryEventName } from '@cairn/workflows/contracts/names.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import { describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { defaultCompiledRules } from '../identities/identity-rules.js';
import { applyEvents } from './apply-events.js';
import type { Definitions } from './core.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { ProfileDocument } from './profile.js';

const who = 'w:userId:u';
const at = (text: string) => Date.parse(text);
const day = 86_400_000;

function definitionsOf(change: Partial<JourneyDefinition>, more: { paused?: boolean } = {}): Definitions {
  const journey = compileJourney('j', 'v', {
    ...{ schemaVersion: 1, name: 'J', trigger: { type: 'api' }, reentry: { type: 'afterExit' }, exits: [], start: 'end', steps: [{ id: 'end', type: 'exit' }] },
    ...change,
  });
  return {
    ...{ workspace: 'w', epoch: 1, segments: [], tags: [], deletedTags: [], aggregates: [], caps: [], identityRules: defaultCompiledRules },
    ...{ journeys: [{ journey, paused: more.paused ?? false }], version: () => journey },
  };
}

function event(messageId: string, when: string, change: Partial<EventDocument>): EventDocument {
  return {
    ...{ _id: `w:${messageId}`, workspace: 'w', messageId, type: 'track', name: 'x', source: 's', who, names: [who], pending: 0, replayAttempt: 0 },
    ...{ timestamp: new Date(at(when)), receivedAt: new Date(at(when)) },
    ...change,
  };
}

const renewal = (messageId: string, when: string, value: string | null): EventDocument =>
  event(messageId, when, { type: 'identify', name: 'Identify', traits: { renewal: value } });
const nobody = (): ProfileDocument => ({
  ...newProfile('w', 'p', newIdentity('w', who, 'p', { messageId: 'm', receivedAt: new Date(at('2026-11-01T00:00:00Z')) })),
  ...{ version: 'v0', epoch: 1 },
});

class Person {
  profile = nobody();
  entries: string[] = [];
  refusals: string[] = [];
  constructor(readonly definitions: Definitions) {}

  fold(now: string | number, ...events: EventDocument[]): void {
    const instant = typeof now === 'number' ? now : at(now);
    const fold = applyEvents({ profile: this.profile, events, definitions: this.definitions, now: instant });
    this.profile = fold.profile;
    for (const { kind, at: when, outcome } of fold.decisions) {
      if (kind === 'entry') this.entries.push(new Date(when).toISOString().slice(0, 16));
      if (kind === 'refusal') this.refusals.push(outcome);
    }
  }

  /** As the sweep does: at every due instant, a little late. */
  pass(until: string): void {
    for (let n = 0; n < 1_000; n += 1) {
      const due = this.profile.nextEvaluationAt?.getTime();
      if (due === undefined || due > at(until)) return;
      this.fold(due + 1_500);
    }
    throw new Error('It never comes to rest.');
  }
}

describe('a journey that starts on a date', () => {
  const onRenewal = (change: Partial<JourneyDefinition> = {}) =>
    definitionsOf({ trigger: { type: 'date', trait: 'renewal', shift: { direction: 'before', days: 7 }, at: '09:00', yearly: false }, ...change });

  it('starts once, at its very instant, however late the sweep', () => {
    const person = new Person(onRenewal());
    person.fold('2026-11-01T00:00:00Z', renewal('a', '2026-11-01T00:00:00Z', '2026-12-24'));
    person.pass('2027-12-31T00:00:00Z');
    expect(person.entries).toEqual(['2026-12-17T09:00']);
  });

  it('moves with the date, and is dropped with it', () => {
    const moved = new Person(onRenewal());
    moved.fold('2026-11-01T00:00:00Z', renewal('a', '2026-11-01T00:00:00Z', '2026-12-24'));
    moved.fold('2026-11-02T00:00:00Z', renewal('b', '2026-11-02T00:00:00Z', '2027-01-31'));
    moved.pass('2027-12-31T00:00:00Z');
    expect(moved.entries).toEqual(['2027-01-24T09:00']);
    const dropped = new Person(onRenewal());
    dropped.fold('2026-11-01T00:00:00Z', renewal('a', '2026-11-01T00:00:00Z', '2026-12-24'));
    dropped.fold('2026-11-02T00:00:00Z', renewal('b', '2026-11-02T00:00:00Z', null));
    dropped.pass('2027-12-31T00:00:00Z');
    expect(dropped.entries).toEqual([]);
  });

  it('comes every year where it is yearly', () => {
    const person = new Person(onRenewal({ trigger: { type: 'date', trait: 'renewal', at: '08:00', yearly: true } }));
    person.fold('2026-11-01T00:00:00Z', renewal('a', '2026-11-01T00:00:00Z', '1990-02-29'.replace('1990', '1992')));
    person.pass('2029-01-01T00:00:00Z');
    expect(person.entries).toEqual(['2027-02-28T08:00', '2028-02-29T08:00']);
  });

  it('starts all that fell due while nobody looked, each at its own instant', () => {
    const person = new Person(onRenewal({ trigger: { type: 'date', trait: 'renewal', at: '08:00', yearly: true } }));
    person.fold('2026-11-01T00:00:00Z', renewal('a', '2026-11-01T00:00:00Z', '1990-06-01'));
    person.fold('2028-12-01T00:00:00Z');
    expect(person.entries).toEqual(['2027-06-01T08:00', '2028-06-01T08:00']);
  });

  it('refuses while it is paused, and says so', () => {
    const definitions = definitionsOf({ trigger: { type: 'date', trait: 'renewal', at: '09:00', yearly: false } }, { paused: true });
    const person = new Person(definitions);
    person.fold('2026-11-01T00:00:00Z', renewal('a', '2026-11-01T00:00:00Z', '2026-12-24'));
    person.pass('2027-12-31T00:00:00Z');
    expect([person.entries, person.refusals]).toEqual([[], ['journey-paused']]);
  });
});

describe('a journey that starts on a schedule', () => {
  const vip: Condition = { fact: 'trait', params: { name: 'vip' }, operator: 'equal', value: true };
  const weekly: ScheduleTrigger = { type: 'schedule', segment: 'vip', when: { type: 'weekly', weekdays: [1], at: '09:00' }, zone: 'person' };
  const setVip = (messageId: string, when: string, vip: boolean): EventDocument =>
    event(messageId, when, { type: 'identify', name: 'Identify', traits: { vip } });

  it('brings in whoever is in the segment at that time, as long as they are', () => {
    const definitions = { ...definitionsOf({ trigger: weekly }), segments: [{ key: 'vip', version: 'v', condition: compileCondition(vip) }] };
    const person = new Person(definitions);
    person.fold('2026-11-25T00:00:00Z', setVip('a', '2026-11-25T00:00:00Z', true));
    person.pass('2026-12-09T00:00:00Z');
    expect(person.entries).toEqual(['2026-11-30T09:00', '2026-12-07T09:00']);
    person.fold('2026-12-10T00:00:00Z', setVip('b', '2026-12-10T00:00:00Z', false));
    person.pass('2027-12-09T00:00:00Z');
    expect(person.entries).toHaveLength(2);
  });

  it('brings in nobody who was never in it', () => {
    const person = new Person({ ...definitionsOf({ trigger: weekly }), segments: [{ key: 'vip', version: 'v', condition: compileCondition(vip) }] });
    person.fold('2026-11-25T00:00:00Z', setVip('a', '2026-11-25T00:00:00Z', false));
    person.pass('2027-12-09T00:00:00Z');
    expect([person.entries, person.refusals, person.profile.nextEvaluationAt]).toEqual([[], [], undefined]);
  });
});

describe('somebody who moves', () => {
  const inZone = (messageId: string, when: string, timezone: string): EventDocument =>
    event(messageId, when, { type: 'identify', name: 'Identify', traits: { timezone, renewal: '2026-12-01' } });

  it('west after their date had come is not asked in again by the same one, but by the next', () => {
    const trigger = { type: 'date', trait: 'renewal', at: '09:00', yearly: true } as const;
    const person = new Person(definitionsOf({ trigger, reentry: { type: 'any' } }));
    person.fold('2026-11-25T00:00:00Z', inZone('a', '2026-11-25T00:00:00Z', 'Europe/Berlin'));
    person.pass('2026-12-01T10:00:00Z');
    expect(person.entries).toEqual(['2026-12-01T08:00']);
    person.fold('2026-12-01T10:00:00Z', inZone('b', '2026-12-01T10:00:00Z', 'America/New_York'));
    person.pass('2027-11-30T00:00:00Z');
    expect(person.entries).toEqual(['2026-12-01T08:00']);
    person.pass('2027-12-02T00:00:00Z');
    expect(person.entries).toEqual(['2026-12-01T08:00', '2027-12-01T14:00']);
  });
});

describe('a journey that starts over the API', () => {
  it('starts by its own event, with the payload, as often as re-entry allows', () => {
    const person = new Person(
      definitionsOf({ reentry: { type: 'any' }, start: 'rest', steps: [{ id: 'rest', type: 'delay', duration: { amount: 9, unit: 'day' }, next: null }] }),
    );
    for (const n of [1, 2, 3])
      person.fold(at('2026-11-01T00:00:00Z') + n * day, event(`e${n}`, `2026-11-0${n + 1}T00:00:00Z`, { name: entryEventName('j'), properties: { n } }));
    expect(Object.values(person.profile.runs).map(({ trigger }) => trigger.properties.n)).toEqual([1, 2, 3]);
    expect(person.profile.entered).toEqual({});
  });

  it('does not start by another journey’s', () => {
    const person = new Person(definitionsOf({}));
    person.fold('2026-11-02T00:00:00Z', event('e', '2026-11-02T00:00:00Z', { name: entryEventName('other') }));
    expect(person.entries).toEqual([]);
  });
});
