import { describe, expect, it } from 'vitest';

import type { WaitBranch } from '../contracts/journey.js';
import { advance, instantOf } from './advance.js';
import { at, bought, delay, event, exit, factsAt, goldIs, journeyOf, message, runOf } from './journeys.fixture.js';
import { observe } from './observe.js';

const waiting = (branches: WaitBranch[], before = 0) =>
  journeyOf({
    exits: [],
    start: before > 0 ? 'delay' : 'wait',
    steps: [
      ...(before > 0 ? [delay('delay', before, 'wait')] : []),
      { id: 'wait', type: 'waitUntil', branches, timeout: { after: { amount: 60, unit: 'minute' }, next: 'mail' } },
      message('mail', 'exit'),
      exit,
    ],
  });
const purchase: WaitBranch = { id: 'purchase', event: { name: 'Order Completed' }, next: 'exit' };
const viewed: WaitBranch = { id: 'viewed', event: { name: 'Cart Viewed' }, next: 'mail' };
const gold: WaitBranch = { id: 'gold', condition: goldIs(true), next: 'exit' };

describe('exits', () => {
  it.each([
    ['an exit event ends the run at once, mid-delay', event('Order Completed', 5), {}, at(5)],
    ['at the very time of the trigger', event('Order Completed', 0), {}, at(0)],
    ['even a historic one', event('Order Completed', 5), { historic: true }, at(5)],
  ])('%s', (_, by, more, endedAt) => {
    const journey = journeyOf();
    const run = runOf(journey);
    const result = observe(journey, run, { event: by, facts: factsAt(6), now: at(6), ...more });
    expect(result).toMatchObject({
      poke: true,
      ended: { at: endedAt, reason: 'exit-rule', detail: 'bought', messageId: by.messageId },
      run: { transition: 2, answer: { kind: 'end', reason: 'exit-rule' } },
      decisions: [{ kind: 'exit', outcome: 'bought', stepId: 'delay' }],
      path: [{ stepId: 'delay', outcome: 'ended', leftAt: endedAt }],
    });
    expect(result.run.wait).toBeUndefined();
  });

  it.each([
    ['an event from before the trigger', event('Order Completed', -1)],
    ['another event', event('Page Viewed', 5)],
  ])('not by %s', (_, by) => {
    const journey = journeyOf();
    const run = runOf(journey);
    expect(observe(journey, run, { event: by, facts: factsAt(6), now: at(6) })).toEqual({ run, poke: false, decisions: [], path: [] });
  });

  it('by a condition, at a tick too', () => {
    const journey = journeyOf({ exits: [{ id: 'gold', condition: goldIs(true) }] });
    const run = runOf(journey);
    expect(observe(journey, run, { facts: factsAt(4, { gold: true }), now: at(4) })).toMatchObject({ poke: true, ended: { at: at(4), detail: 'gold' } });
  });

  it('of a keyed journey, only by an event of that key, or of none', () => {
    const journey = journeyOf({ reentry: { type: 'keyed', property: 'cart_id', mode: 'concurrent' }, exits: [bought] });
    const run = runOf(journey, {}, { cart_id: 'c1' });
    const endsBy = (properties: { cart_id?: string }) =>
      observe(journey, run, { event: event('Order Completed', 5, properties), facts: factsAt(5), now: at(5) }).poke;
    expect([endsBy({ cart_id: 'c1' }), endsBy({ cart_id: 'c2' }), endsBy({})]).toEqual([true, false, true]);
  });

  it('change nothing about a run that is over', () => {
    const journey = journeyOf();
    const over = observe(journey, runOf(journey), { event: event('Order Completed', 5), facts: factsAt(5), now: at(5) }).run;
    expect(observe(journey, over, { event: event('Order Completed', 7), facts: factsAt(7), now: at(7) }).run).toBe(over);
  });
});

describe('waits', () => {
  const after = (journey: ReturnType<typeof waiting>, events: [name: string, minutes: number][]) =>
    events.reduce(
      (run, [name, minutes]) => observe(journey, run, { event: event(name, minutes), facts: factsAt(minutes), now: at(minutes) }).run,
      runOf(journey),
    );

  it.each([
    ['an event satisfies it', [['Order Completed', 5]], 'purchase'],
    [
      'the earliest of two wins',
      [
        ['Cart Viewed', 3],
        ['Order Completed', 5],
      ],
      'viewed',
    ],
    [
      'whatever order they were folded in',
      [
        ['Order Completed', 5],
        ['Cart Viewed', 3],
      ],
      'viewed',
    ],
    [
      'at the same moment the smaller message id wins',
      [
        ['Order Completed', 5],
        ['Cart Viewed', 5],
      ],
      'viewed',
    ],
    ['an event at the due time is in time', [['Order Completed', 60]], 'purchase'],
    ['one after the due time is not', [['Order Completed', 61]], undefined],
    ['one from before the arrival is not new', [['Order Completed', -1]], undefined],
  ] as [string, [string, number][], string | undefined][])('%s', (_, events, branch) => {
    expect(after(waiting([purchase, viewed]), events).wait?.satisfied?.branch).toBe(branch);
  });

  it('are not released by a historic event', () => {
    const journey = waiting([purchase]);
    const run = runOf(journey);
    expect(observe(journey, run, { event: event('Order Completed', 5), facts: factsAt(5), now: at(5), historic: true })).toMatchObject({ poke: false, run });
  });

  it('pass at once when their condition holds already (core 8)', () => {
    expect(runOf(waiting([gold]), { gold: true })).toMatchObject({ ended: { reason: 'completed' }, answer: { kind: 'end' } });
  });

  it('are satisfied by a condition that becomes true', () => {
    const journey = waiting([purchase, gold]);
    const { run, poke } = observe(journey, runOf(journey), { event: event('Identify', 7), facts: factsAt(7, { gold: true }), now: at(7) });
    expect([poke, run.wait?.satisfied?.branch, run.wait?.satisfied?.at]).toEqual([true, 'gold', at(7)]);
  });

  it('count what happened after a delay was due and before they were armed', () => {
    const journey = waiting([purchase], 30);
    const seen = after(journey, [['Order Completed', 40]]);
    const due = advance({ journey, run: seen, facts: factsAt(30), now: instantOf(seen, at(90)), paused: false });
    expect(due.run).toMatchObject({ ended: { at: at(40), reason: 'completed' } });
    expect(due.path).toMatchObject([
      { stepId: 'delay', leftAt: at(30) },
      { stepId: 'wait', arrivedAt: at(30), leftAt: at(40), outcome: 'purchase' },
      { stepId: 'exit' },
    ]);
  });

  it('but not what happened before they were due', () => {
    const journey = waiting([purchase], 30);
    const seen = after(journey, [['Order Completed', 20]]);
    expect(advance({ journey, run: seen, facts: factsAt(30), now: instantOf(seen, at(30)), paused: false }).run.position.stepId).toBe('wait');
  });
});
