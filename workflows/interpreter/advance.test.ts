import { describe, expect, it } from 'vitest';

import type { SendOutcome } from '../contracts/interpreter.js';
import { advance, giveUp, instantOf } from './advance.js';
import { at, delay, event, exit, factsAt, goldIs, journeyOf, message, runOf } from './journeys.fixture.js';
import { mergeRuns } from './merge-runs.js';
import { nextEvaluationAt } from './next-evaluation.js';
import { observe } from './observe.js';
import { mergePath } from './transition.js';

const journey = journeyOf();
const waiting = runOf(journey);
const standing = advance({ journey, run: waiting, facts: factsAt(30), now: at(30), paused: false }).run;
const sent = (outcome: SendOutcome['outcome'], more: Partial<SendOutcome> = {}): SendOutcome => ({ stepId: 'mail', visit: 1, outcome, ...more });

describe('a delay', () => {
  it('is over at its due time, and what follows begins there, however late it is asked', () => {
    const now = instantOf(waiting, at(500));
    const result = advance({ journey, run: waiting, facts: factsAt(30), now, paused: false });
    expect(now).toBe(at(30));
    expect(result).toMatchObject({
      command: { kind: 'step', transition: 2, queue: 'cairn-email' },
      run: { transition: 2, position: { stepId: 'mail', visit: 1, arrivedAt: at(30) } },
      path: [
        { stepId: 'delay', leftAt: at(30), outcome: 'next' },
        { stepId: 'mail', arrivedAt: at(30) },
      ],
    });
    expect(result.run.wait).toBeUndefined();
  });

  it('after a delay starts from the first one’s due time', () => {
    const twice = journeyOf({ steps: [delay('delay', 30, 'more'), delay('more', 10, 'exit'), exit] });
    const run = runOf(twice);
    expect(advance({ journey: twice, run, facts: factsAt(30), now: instantOf(run, at(35)), paused: false }).run.wait?.dueAt).toBe(at(40));
  });

  it('asked too early stays, and answers the same again', () => {
    const early = advance({ journey, run: waiting, facts: factsAt(10), now: instantOf(waiting, at(10)), paused: false });
    expect([early.run, early.command]).toEqual([waiting, waiting.answer]);
  });

  it('believes the timer that fired, not the clock', () => {
    expect(instantOf(waiting, at(29.9), at(30))).toBe(at(30));
    expect(instantOf(waiting, at(10), at(11))).toBe(at(10));
  });
});

describe('a message', () => {
  it.each([
    ['sent', sent('sent'), { ended: { reason: 'completed' } }, 'sent'],
    ['failed', sent('failed', { reason: 'rejected' }), { ended: { reason: 'completed' } }, 'failed'],
    ['unknown', sent('unknown'), { ended: { reason: 'completed' } }, 'unknown'],
    ['skipped', sent('skipped', { reason: 'capped' }), { ended: { reason: 'completed' } }, 'skipped'],
  ] as const)('goes on when %s', (_, send, run, outcome) => {
    const result = advance({ journey, run: standing, facts: factsAt(31), now: at(31), send, paused: false });
    expect(result).toMatchObject({ run, path: [{ stepId: 'mail', outcome, leftAt: at(31), ...(send.reason && { reason: send.reason }) }, { stepId: 'exit' }] });
  });

  it('that is skipped ends the run where its author said so', () => {
    const strict = journeyOf({ start: 'mail', steps: [message('mail', 'exit', { onSkip: 'exit' }), exit] });
    const result = advance({
      journey: strict,
      run: runOf(strict),
      facts: factsAt(1),
      now: at(1),
      send: sent('skipped', { reason: 'no-address' }),
      paused: false,
    });
    expect(result.run.ended).toEqual({ at: at(1), reason: 'skipped-message', detail: 'mail' });
  });

  it.each([
    ['without an outcome', undefined],
    ['with the outcome of another visit', sent('sent', { visit: 2 })],
    ['with the outcome of another step', sent('sent', { stepId: 'other' })],
  ])('stays %s', (_, send) => {
    expect(advance({ journey, run: standing, facts: factsAt(31), now: at(31), send, paused: false }).run).toBe(standing);
  });
});

describe('a tag', () => {
  const tagging = journeyOf({ exits: [], start: 'tag', steps: [{ id: 'tag', type: 'tag', tag: 'vip', action: 'remove', next: 'exit' }, exit] });

  it('is turned by an activity, on the queue of those that send nothing', () => {
    expect(runOf(tagging).answer).toEqual({ kind: 'step', transition: 1, queue: 'cairn-journeys' });
  });

  it('is turned in the write that leaves the step', () => {
    const asked = { journey: tagging, run: runOf(tagging), facts: factsAt(1), now: at(1), paused: false };
    expect(advance(asked)).toMatchObject({ change: { kind: 'tag', tag: 'vip', on: false }, run: asked.run, path: [] });
    expect(advance({ ...asked, changed: {} })).toMatchObject({
      run: { ended: { reason: 'completed' } },
      path: [{ stepId: 'tag', outcome: 'next' }, {}],
    });
  });

  it('is left alone while the journey is paused, or an exit rule holds', () => {
    expect(advance({ journey: tagging, run: runOf(tagging), facts: factsAt(1), now: at(1), paused: true }).change).toBeUndefined();
    const watched = journeyOf({ ...tagging.definition, exits: [{ id: 'gold', condition: goldIs(true) }] });
    expect(advance({ journey: watched, run: runOf(watched), facts: factsAt(1, { gold: true }), now: at(1), paused: false }).change).toBeUndefined();
  });
});

describe('a time-out', () => {
  const timed = (more = {}) =>
    journeyOf({
      exits: [],
      start: 'wait',
      steps: [
        {
          id: 'wait',
          type: 'waitUntil',
          branches: [
            { id: 'purchase', event: { name: 'Order Completed' }, next: 'exit' },
            { id: 'gold', condition: goldIs(true), next: 'exit' },
          ],
          timeout: { after: { amount: 60, unit: 'minute' }, next: 'mail' },
        },
        message('mail', 'exit'),
        exit,
      ],
      ...more,
    });

  it('takes its branch at the due time', () => {
    const wait = timed();
    expect(advance({ journey: wait, run: runOf(wait), facts: factsAt(60), now: at(60), paused: false })).toMatchObject({
      run: { position: { stepId: 'mail', arrivedAt: at(60) } },
      decisions: [{ kind: 'wait', outcome: 'timeout', stepId: 'wait', at: at(60) }],
    });
  });

  it('loses to an event that was accepted before it was decided and is not after the due time', () => {
    const wait = timed();
    const late = observe(wait, runOf(wait), { event: event('Order Completed', 59), facts: factsAt(59), now: at(120) }).run;
    const result = advance({ journey: wait, run: late, facts: factsAt(60), now: instantOf(late, at(120), at(60)), paused: false });
    expect(result).toMatchObject({ run: { ended: { at: at(59) } }, decisions: [{ kind: 'wait', outcome: 'purchase', cause: 'Order Completed@59' }] });
  });

  it('asks conditions once more before it is decided', () => {
    const wait = timed();
    expect(advance({ journey: wait, run: runOf(wait), facts: factsAt(60, { gold: true }), now: at(60), paused: false }).decisions).toMatchObject([
      { outcome: 'gold' },
    ]);
  });
});

describe('whatever the step', () => {
  it('an exit condition is asked first', () => {
    const watched = journeyOf({ exits: [{ id: 'gold', condition: goldIs(true) }] });
    expect(advance({ journey: watched, run: runOf(watched), facts: factsAt(30, { gold: true }), now: at(30), paused: false }).run.ended).toMatchObject({
      reason: 'exit-rule',
      detail: 'gold',
    });
  });

  it('a pause holds it until it is poked, and changes nothing', () => {
    const held = advance({ journey, run: waiting, facts: factsAt(30), now: at(30), paused: true });
    expect(held.run).toBe(waiting);
    expect(held.command).toEqual({ kind: 'wait', transition: 1, until: null, queue: 'cairn-email' });
  });

  it('a run that is over answers its end again and again', () => {
    const over = giveUp(waiting, 'terminated', 'by an operator', at(3)).run;
    expect(advance({ journey, run: over, facts: factsAt(30), now: at(30), paused: false })).toMatchObject({
      run: over,
      command: { kind: 'end', reason: 'terminated' },
    });
  });

  it('a loop ends after a thousand visits', () => {
    const loop = journeyOf({
      exits: [],
      start: 'split',
      steps: [
        { id: 'split', type: 'split', branches: [{ id: 'round', condition: goldIs(true), next: 'split' }], otherwise: { next: 'delay' } },
        delay('delay', 1, 'split'),
      ],
    });
    expect(advance({ journey: loop, run: runOf(loop), facts: factsAt(1, { gold: true }), now: at(1), paused: false }).run.ended).toEqual({
      at: at(1),
      reason: 'too-many-visits',
      detail: 'split',
    });
  });

  it('a run is data alone: it survives being stored', () => {
    expect(JSON.parse(JSON.stringify(standing))).toEqual(JSON.parse(JSON.stringify({ ...standing })));
    expect(advance({ journey, run: JSON.parse(JSON.stringify(waiting)), facts: factsAt(30), now: at(30), paused: false }).run).toMatchObject({ transition: 2 });
  });
});

describe('time alone', () => {
  it('asks a run again when a window of an exit condition closes', () => {
    const quiet = journeyOf({
      exits: [
        { id: 'quiet', condition: { fact: 'event', params: { name: 'Page Viewed', within: { amount: 10, unit: 'minute' } }, operator: 'lessThan', value: 1 } },
      ],
    });
    const key = quiet.aggregates[0]?.key ?? '';
    const facts = factsAt(0, {}, { aggregates: { [key]: { count: 1, recent: [at(-4)], days: {} } } });
    const entered = { ...runOf(journeyOf()), version: 'v1' };
    expect(nextEvaluationAt(quiet, entered, facts)).toBe(at(6));
    expect(nextEvaluationAt(journey, waiting, factsAt(0))).toBeUndefined();
  });
});

describe('a merge', () => {
  const older = { ...waiting, runId: 'a', enteredAt: at(0) };
  const younger = { ...waiting, runId: 'b', enteredAt: at(1) };

  it('keeps the older run and ends the younger', () => {
    const merged = mergeRuns(() => ({ type: 'afterExit' }), [younger], [older], at(5));
    expect(merged.runs.map(({ runId, ended }) => [runId, ended?.reason])).toEqual([
      ['a', undefined],
      ['b', 'merged'],
    ]);
    expect(merged.ended).toMatchObject([{ run: { runId: 'b' }, path: [{ outcome: 'ended', reason: 'merged' }] }]);
  });

  it('remembers what the ended run had visited, so that it is sent nothing twice', () => {
    const before = { ...younger, absorbed: [{ runId: 'c', visits: { mail: 2 } }] };
    const merged = mergeRuns(() => ({ type: 'afterExit' }), [before], [older], at(5));
    expect(merged.runs[0]?.absorbed).toEqual([
      { runId: 'b', visits: younger.visits },
      { runId: 'c', visits: { mail: 2 } },
    ]);
  });

  it('keeps all runs of a journey that people may enter again at any time', () => {
    const merged = mergeRuns(() => ({ type: 'any' }), [younger], [older], at(5));
    expect(merged.runs).toEqual([older, younger]);
    expect(merged.ended).toEqual([]);
  });

  it('keeps runs of different keys', () => {
    const merged = mergeRuns(() => ({ type: 'keyed', property: 'cart_id', mode: 'concurrent' }), [{ ...younger, key: '1' }], [{ ...older, key: '2' }], at(5));
    expect(merged.ended).toEqual([]);
  });
});

describe('a path', () => {
  it('has one entry a visit, whatever was recorded of it', () => {
    const path = mergePath(
      [{ stepId: 'a', visit: 1, arrivedAt: 1 }],
      [
        { stepId: 'a', visit: 1, arrivedAt: 1, leftAt: 2 },
        { stepId: 'b', visit: 1, arrivedAt: 2 },
      ],
    );
    expect(path).toEqual([
      { stepId: 'a', visit: 1, arrivedAt: 1, leftAt: 2 },
      { stepId: 'b', visit: 1, arrivedAt: 2 },
    ]);
  });
});
