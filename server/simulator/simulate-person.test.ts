import { describe, expect, it } from 'vitest';

import { cartJourney, exit, hours, identify, mail, messagesOf, pathOf, simulateAnn, start, track, wait } from './simulator.fixture.js';

const gold = { fact: 'trait' as const, params: { name: 'tier' }, operator: 'equal' as const, value: 'gold' };

describe('one simulated person', () => {
  it('goes through a journey at its instants', () => {
    const simulated = simulateAnn({}, [track(hours(2), 'Cart Updated')]);
    expect(messagesOf(simulated)).toEqual(['first-mail sent +3h', 'second-mail sent +27h']);
    expect(pathOf(simulated)).toEqual(['wait:next', 'first:sent', 'pause:next', 'second:sent', 'exit:completed']);
    expect(simulated.runs[0]?.run).toMatchObject({ enteredAt: hours(2), ended: { reason: 'completed', at: hours(27) } });
    expect(simulated.decisions.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['entry entered']);
  });

  it('leaves at once by an exit rule, mid-delay', () => {
    const simulated = simulateAnn({}, [track(hours(0), 'Cart Updated'), track(hours(5), 'Order Completed')]);
    expect(messagesOf(simulated)).toEqual(['first-mail sent +1h']);
    expect(simulated.runs[0]?.run.ended).toMatchObject({ reason: 'exit-rule', detail: 'bought', at: hours(5) });
  });

  it('hears of an event before the timer of the same instant', () => {
    expect(messagesOf(simulateAnn({}, [track(hours(0), 'Cart Updated'), track(hours(1), 'Order Completed')]))).toEqual([]);
  });

  it('is refused while inside, and may come again afterwards', () => {
    const carts = [track(hours(0), 'Cart Updated'), track(hours(2), 'Cart Updated'), track(hours(40), 'Cart Updated')];
    const simulated = simulateAnn({}, carts);
    expect(simulated.runs).toHaveLength(2);
    expect(simulated.decisions.map(({ outcome }) => outcome)).toEqual(['entered', 'already-inside', 'entered']);
  });

  it.each([
    ['without an address', { traits: {} }, {}, ['first-mail skipped (no-address) +1h', 'second-mail skipped (no-address) +25h']],
    [
      'with an address that is none',
      { traits: { email: 'ann' } },
      {},
      ['first-mail skipped (invalid-address) +1h', 'second-mail skipped (invalid-address) +25h'],
    ],
    ['unsubscribed', { unsubscribed: ['email'] }, {}, ['first-mail skipped (unsubscribed) +1h', 'second-mail skipped (unsubscribed) +25h']],
    ['capped', {}, { caps: [{ channel: 'email', limit: 1, windowMs: 2 * 86_400_000 }] }, ['first-mail sent +1h', 'second-mail skipped (capped) +25h']],
    ['capped for less long', {}, { caps: [{ channel: 'email', limit: 1, windowMs: 86_400_000 }] }, ['first-mail sent +1h', 'second-mail sent +25h']],
    ['where a template is missing', {}, { templates: ['second-mail'] }, ['first-mail skipped (template-missing) +1h', 'second-mail sent +25h']],
  ])('is not written to %s', (_, person, world, messages) => {
    expect(messagesOf(simulateAnn(world, [track(hours(0), 'Cart Updated')], person))).toEqual(messages);
  });

  it('leaves where a skipped message says so', () => {
    const journey = cartJourney({ steps: [wait('wait', 1, 'first'), mail('first', 'exit', { onSkip: 'exit' }), exit] });
    const simulated = simulateAnn({ journey }, [track(hours(0), 'Cart Updated')], { traits: {} });
    expect(simulated.runs[0]?.run.ended).toMatchObject({ reason: 'skipped-message', detail: 'first' });
  });

  it('unsubscribes on the way', () => {
    const simulated = simulateAnn({}, [track(hours(0), 'Cart Updated'), { at: hours(2), unsubscribe: 'email' }]);
    expect(messagesOf(simulated)).toEqual(['first-mail sent +1h', 'second-mail skipped (unsubscribed) +25h']);
  });

  it('enters by a segment that they come to be in, and by none that they are in already', () => {
    const journey = cartJourney({ trigger: { type: 'segment', segment: 'gold', on: 'entered' } });
    const segments = [{ key: 'gold', condition: gold }];
    expect(simulateAnn({ journey, segments }, [track(hours(0), 'Seen')], { traits: { email: 'a@example.com', tier: 'gold' } }).runs).toEqual([]);
    const turned = simulateAnn({ journey, segments }, [identify(hours(4), { tier: 'gold' })]);
    expect(messagesOf(turned)).toEqual(['first-mail sent +5h', 'second-mail sent +29h']);
  });

  it('is let through a wait by time alone', () => {
    const quiet = { fact: 'event' as const, params: { name: 'Seen', within: { amount: 3, unit: 'hour' as const } }, operator: 'equal' as const, value: 0 };
    const journey = cartJourney({
      exits: [],
      start: 'quiet',
      steps: [
        {
          id: 'quiet',
          type: 'waitUntil',
          branches: [{ id: 'gone', condition: quiet, next: 'first' }],
          timeout: { after: { amount: 3, unit: 'day' }, next: 'exit' },
        },
        mail('first', 'exit'),
        exit,
      ],
    });
    const simulated = simulateAnn({ journey }, [track(hours(0), 'Seen'), track(hours(0), 'Cart Updated'), track(hours(2), 'Seen')]);
    expect(pathOf(simulated)).toEqual(['quiet:gone', 'first:sent', 'exit:completed']);
    expect(messagesOf(simulated)).toEqual(['first-mail sent +5h']);
  });

  it('is tagged, and what reads the tag knows at once', () => {
    const tagged = { fact: 'tag' as const, params: { key: 'asked' }, operator: 'equal' as const, value: true };
    const journey = cartJourney({
      start: 'tag',
      steps: [
        { id: 'tag', type: 'tag', tag: 'asked', action: 'add', next: 'split' },
        { id: 'split', type: 'split', branches: [{ id: 'yes', condition: tagged, next: 'first' }], otherwise: { next: 'exit' } },
        mail('first', 'exit'),
        exit,
      ],
    });
    expect(pathOf(simulateAnn({ journey }, [track(hours(0), 'Cart Updated')]))).toEqual(['tag:next', 'split:yes', 'first:sent', 'exit:completed']);
  });

  it('has traits set, from the trigger too, and what comes next reads them', () => {
    const journey = cartJourney({
      start: 'set',
      steps: [
        { id: 'set', type: 'updateProfile', traits: [{ name: 'tier', value: { trigger: 'tier' } }], next: 'split' },
        { id: 'split', type: 'split', branches: [{ id: 'gold', condition: gold, next: 'first' }], otherwise: { next: 'exit' } },
        mail('first', 'exit'),
        exit,
      ],
    });
    expect(pathOf(simulateAnn({ journey }, [track(hours(0), 'Cart Updated', { tier: 'gold' })]))).toEqual([
      'set:next',
      'split:gold',
      'first:sent',
      'exit:completed',
    ]);
    expect(pathOf(simulateAnn({ journey }, [track(hours(0), 'Cart Updated')]))).toEqual(['set:next', 'split:otherwise', 'exit:completed']);
  });

  it('is handed on to another journey, by that one’s own rules', () => {
    const first = cartJourney({ exits: [], start: 'hand', steps: [{ id: 'hand', type: 'enterJourney', journey: 'next', next: 'exit' }, exit] });
    const next = cartJourney({ trigger: { type: 'handOff' }, reentry: { type: 'never' }, start: 'first', steps: [mail('first', 'exit'), exit] });
    const journeys = [
      { key: 'cart', definition: first },
      { key: 'next', definition: next },
    ];
    const simulated = simulateAnn({ journeys }, [track(hours(0), 'Cart Updated'), track(hours(3), 'Cart Updated')]);
    expect(pathOf(simulated)).toEqual(['hand:next', 'exit:completed', 'hand:next (reentry-never)', 'exit:completed']);
    expect(pathOf(simulated, 'next')).toEqual(['first:sent', 'exit:completed']);
  });

  it('enters a date’s journey on the day, by the workspace’s zone', () => {
    const journey = cartJourney({
      trigger: { type: 'date', trait: 'birthday', at: '08:00', yearly: true },
      start: 'first',
      steps: [mail('first', 'exit'), exit],
    });
    const simulated = simulateAnn({ journey, timezone: 'Europe/Berlin' }, [], { traits: { email: 'ann@example.com', birthday: '1990-03-05' } });
    expect(simulated.messages.map(({ at }) => new Date(at).toISOString())).toEqual(['2026-03-05T07:00:00.000Z']);
  });

  it('is not let into a paused journey', () => {
    const simulated = simulateAnn({ journeys: [{ key: 'cart', definition: cartJourney(), paused: true }] }, [track(hours(0), 'Cart Updated')]);
    expect(simulated.decisions.map(({ outcome }) => outcome)).toEqual(['journey-paused']);
  });

  it('sees an event that is told of late, where it belongs: an exit before the entry refuses it', () => {
    const late = track(start, 'Order Completed');
    const cart = track(hours(0) - 1, 'Cart Updated');
    expect(
      simulateAnn({}, [
        { ...late, at: hours(1) },
        { ...cart, at: hours(1) + 1 },
      ]).decisions.map(({ outcome }) => outcome),
    ).toEqual(['exit-before-entry']);
  });

  it('comes to the same however often it is asked', () => {
    const happenings = [track(hours(0), 'Cart Updated'), track(hours(30), 'Cart Updated'), track(hours(31), 'Order Completed')];
    expect(simulateAnn({ caps: [{ channel: 'email', limit: 1, windowMs: 864e5 }] }, happenings)).toEqual(
      simulateAnn({ caps: [{ channel: 'email', limit: 1, windowMs: 864e5 }] }, happenings),
    );
  });
});
