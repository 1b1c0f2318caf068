import { describe, expect, it } from 'vitest';

import { enter } from './enter.js';
import { at, bought, contextOf, definition, delay, event, exit, factsAt, goldIs, journeyOf, message, runOf } from './journeys.fixture.js';

const cart = event('Cart Updated', 0, { cart_id: 'c1' });
const keyed = (mode: 'concurrent' | 'once') => ({ reentry: { type: 'keyed' as const, property: 'cart_id', mode } });

describe('entering by an event', () => {
  it('stops at the first durable step and says what the workflow does first', () => {
    const journey = journeyOf();
    const entered = enter(journey, { event: cart }, factsAt(0), contextOf());
    expect(entered).toMatchObject({
      entered: true,
      run: {
        journey: 'cart',
        version: 'v1',
        key: '',
        enteredAt: at(0),
        transition: 1,
        position: { stepId: 'delay', visit: 1, arrivedAt: at(0) },
        wait: { stepId: 'delay', visit: 1, dueAt: at(30), branches: [] },
        answer: { kind: 'wait', transition: 1, until: at(30), queue: 'cairn-email' },
        visits: { delay: 1 },
      },
      path: [{ stepId: 'delay', visit: 1, arrivedAt: at(0) }],
      decisions: [{ kind: 'entry', outcome: 'entered', cause: cart.messageId }],
    });
  });

  it('walks through splits at once, and asks for a message on its own queue', () => {
    const journey = journeyOf({
      start: 'split',
      steps: [
        { id: 'split', type: 'split', branches: [{ id: 'gold', condition: goldIs(true), next: 'mail' }], otherwise: { next: 'exit' } },
        message('mail', 'exit'),
        exit,
      ],
    });
    expect(enter(journey, { event: cart }, factsAt(0, { gold: true }), contextOf())).toMatchObject({
      run: { position: { stepId: 'mail' }, answer: { kind: 'step', transition: 1, queue: 'cairn-email' } },
      path: [{ stepId: 'split', outcome: 'gold', leftAt: at(0) }, { stepId: 'mail' }],
      decisions: [{ kind: 'entry' }, { kind: 'split', stepId: 'split', outcome: 'gold', detail: { read: { gold: { traits: { gold: true } } } } }],
    });
    expect(enter(journey, { event: cart }, factsAt(0), contextOf())).toMatchObject({
      run: { ended: { reason: 'completed' }, answer: { kind: 'end', reason: 'completed' } },
      path: [
        { stepId: 'split', outcome: 'otherwise' },
        { stepId: 'exit', outcome: 'completed' },
      ],
    });
  });

  it('is the same whoever asks, and differs by event and key', () => {
    const idOf = (of: typeof cart, change = {}) => {
      const entered = enter(journeyOf(change), { event: of }, factsAt(0), contextOf());
      return entered.entered ? entered.run.runId : 'refused';
    };
    expect(idOf(cart)).toBe(idOf(cart));
    const other = event('Cart Updated', 1, { cart_id: 'c2' });
    expect(new Set([idOf(cart), idOf(other), idOf(cart, keyed('once')), idOf({ ...cart, properties: { cart_id: 'c2' } }, keyed('once'))]).size).toBe(4);
  });

  it.each([
    ['another event', {}, event('Page Viewed', 0)],
    [
      'a filter that does not match',
      {
        trigger: {
          type: 'event' as const,
          event: { name: 'Cart Updated', where: { fact: 'property' as const, path: 'total', operator: 'greaterThan' as const, value: 10 } },
        },
      },
      cart,
    ],
  ])('leaves nothing behind for %s', (_, change, by) => {
    expect(enter(journeyOf(change), { event: by }, factsAt(0), contextOf())).toEqual({ entered: false, decisions: [] });
  });
});

describe('refusals', () => {
  const inside = runOf(journeyOf());
  const ended = { ...inside, ended: { at: at(-5), reason: 'completed' as const } };
  const insideKeyed = { ...inside, key: 'c1' };
  it.each([
    ['the condition is false', { trigger: { ...definition().trigger, condition: goldIs(true) } }, {}, 'condition-false'],
    ['it is paused', {}, { paused: true }, 'journey-paused'],
    ['somebody is inside', {}, { runs: [inside] }, 'already-inside'],
    ['one run ever was', { reentry: { type: 'never' as const } }, { entered: { '': 1 } }, 'reentry-never'],
    ['that key is inside', keyed('concurrent'), { runs: [insideKeyed] }, 'already-inside'],
    ['that key was inside once', keyed('once'), { entered: { c1: 1 } }, 'reentry-never'],
    ['the event names no key', { reentry: { type: 'keyed' as const, property: 'basket', mode: 'once' as const } }, {}, 'key-missing'],
    ['an exit event came first', {}, { exitedAt: () => at(0) }, 'exit-before-entry'],
    ['an exit condition holds', { exits: [{ id: 'gold', condition: goldIs(false) }] }, {}, 'exit-before-entry'],
    ['a goal’s event came first', { exits: [], goals: [bought] }, { exitedAt: () => at(0) }, 'exit-before-entry'],
    ['a goal’s condition holds', { exits: [], goals: [{ id: 'gold', condition: goldIs(false) }] }, {}, 'exit-before-entry'],
  ])('when %s', (_, change, context, code) => {
    const facts = factsAt(0, { gold: false });
    const refused = enter(journeyOf(change), { event: cart }, facts, contextOf(context));
    expect(refused).toMatchObject({ entered: false, decisions: [{ kind: 'refusal', outcome: code, cause: cart.messageId, at: at(0) }] });
  });

  it.each([
    ['after the last run ended', {}, { runs: [ended], entered: { '': 1 } }],
    ['another key is inside', keyed('concurrent'), { runs: [{ ...inside, key: 'c9' }] }],
    ['that key was inside before, one at a time', keyed('concurrent'), { runs: [{ ...ended, key: 'c1' }], entered: { c1: 1 } }],
    ['another key was inside once', keyed('once'), { entered: { c9: 1 } }],
    ['an exit event is older than the trigger', {}, { exitedAt: () => at(-1) }],
  ])('are none when %s', (_, change, context) => {
    expect(enter(journeyOf(change), { event: cart }, factsAt(0), contextOf(context)).entered).toBe(true);
  });

  it('asks for exits of the key that the event carries', () => {
    const asked: string[] = [];
    enter(
      journeyOf({ ...keyed('concurrent'), exits: [bought] }),
      { event: cart },
      factsAt(0),
      contextOf({ exitedAt: (exitId, key) => void asked.push(`${exitId}/${key}`) }),
    );
    expect(asked).toEqual(['bought/c1']);
  });
});

describe('entering by a segment', () => {
  const journey = journeyOf({ trigger: { type: 'segment', segment: 'lapsed', on: 'entered' }, start: 'delay', steps: [delay('delay', 1, 'exit'), exit] });
  const change = { segment: 'lapsed', on: 'entered' as const, at: at(3) };

  it('begins at the instant of the change, as an event with a made-up name', () => {
    expect(enter(journey, { segmentChange: change }, factsAt(3), contextOf())).toMatchObject({
      run: { enteredAt: at(3), trigger: { name: 'segment:lapsed entered', timestamp: at(3) }, wait: { dueAt: at(4) } },
    });
  });

  it('gives two people of the same tick two runs', () => {
    const ids = ['p1', 'p2'].map((profileId) => {
      const entered = enter(journey, { segmentChange: change }, factsAt(3), contextOf({ profileId }));
      return entered.entered && entered.run.runId;
    });
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    { ...change, on: 'left' as const },
    { ...change, segment: 'other' },
  ])('is not begun by %j', (other) => {
    expect(enter(journey, { segmentChange: other }, factsAt(3), contextOf()).entered).toBe(false);
  });
});

describe('entering by a rule', () => {
  const ruleTurn = { rule: 'spends', on: true, at: at(3) };
  const gold = factsAt(3, { gold: true });
  const asking = (value: boolean) => ({ trigger: { ...definition().trigger, condition: goldIs(value) } });

  it.each([
    ['waits for another event', {}],
    ['asks what is not so', asking(false)],
    ['waits for a segment', { trigger: { type: 'segment' as const, segment: 'lapsed', on: 'entered' as const } }],
  ])('begins at the instant of the turn, though the trigger %s', (_, change) => {
    expect(enter(journeyOf(change), { ruleTurn }, gold, contextOf())).toMatchObject({
      entered: true,
      run: { enteredAt: at(3), trigger: { name: 'rule:spends turned true', timestamp: at(3) } },
      decisions: [{ kind: 'entry', outcome: 'entered', cause: `rule:spends turned true:${at(3)}:p1` }],
    });
  });

  const inside = runOf(journeyOf());
  it.each([
    ['it is paused', {}, { paused: true }, 'journey-paused'],
    ['somebody is inside', {}, { runs: [inside] }, 'already-inside'],
    ['one run ever was', { reentry: { type: 'never' as const } }, { entered: { '': 1 } }, 'reentry-never'],
    ['runs are told apart by a property: a turn has none', keyed('concurrent'), {}, 'key-missing'],
    ['an exit event came first', { exits: [bought] }, { exitedAt: () => at(3) }, 'exit-before-entry'],
    ['an exit condition holds', { exits: [{ id: 'gold', condition: goldIs(true) }] }, {}, 'exit-before-entry'],
  ])('is refused when %s', (_, change, context, code) => {
    expect(enter(journeyOf(change), { ruleTurn }, gold, contextOf(context))).toMatchObject({
      entered: false,
      decisions: [{ kind: 'refusal', outcome: code, at: at(3) }],
    });
  });

  it('gives two people of the same tick two runs, and two turns of one person', () => {
    const ids = [
      { profileId: 'p1', turn: ruleTurn },
      { profileId: 'p2', turn: ruleTurn },
      { profileId: 'p1', turn: { ...ruleTurn, at: at(4) } },
      { profileId: 'p1', turn: { ...ruleTurn, on: false } },
    ].map(({ profileId, turn }) => {
      const entered = enter(journeyOf(), { ruleTurn: turn }, gold, contextOf({ profileId }));
      return entered.entered && entered.run.runId;
    });
    expect(new Set(ids).size).toBe(4);
  });
});
