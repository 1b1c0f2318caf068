import type { Facts } from '@cairn/rules/contracts/facts.js';
import { someFacts } from '@cairn/rules/contracts/some-facts.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CompiledJourney } from '../contracts/interpreter.js';
import type { JourneyDefinition, Step } from '../contracts/journey.js';
import type { PublishPlan, RemovedStepAnswer } from '../contracts/publish-plan.js';
import type { RunState } from '../contracts/run.js';
import { advance, instantOf } from './advance.js';
import { compileJourney } from './compile-journey.js';
import { enter } from './enter.js';
import { followPlans } from './follow-plans.js';
import { at, contextOf, definition, delay, event, exit, message } from './journeys.fixture.js';

const facts = (now: number, profileId = 'p1'): Facts => someFacts({ now, profileId });

function versions(...of: Partial<JourneyDefinition>[]): CompiledJourney[] {
  return of.map((change, index) => compileJourney('cart', `v${index + 1}`, definition({ exits: [], ...change })));
}

function runIn(journey: CompiledJourney, profileId = 'p1'): RunState {
  const entered = enter(journey, { event: event('Cart Updated', 0) }, facts(at(0), profileId), contextOf({ profileId }));
  if (!entered.entered) throw new Error('Nobody entered.');
  return entered.run;
}

function plan(change: Partial<PublishPlan>): PublishPlan {
  return { number: 1, people: 'migrate', share: 100, timers: 'keep', removed: {}, to: 'v2', at: at(1), ...change };
}

function follow(run: RunState, among: CompiledJourney[], plans: PublishPlan[], now: number, profileId = 'p1') {
  const byHash = new Map(among.map((journey) => [journey.version, journey]));
  return followPlans({ run, plans, version: (hash) => byHash.get(hash) as CompiledJourney, facts: (instant) => facts(instant, profileId), now });
}

const waiting = { start: 'delay', steps: [delay('delay', 30, 'mail'), message('mail', 'exit'), exit] };

describe('people on a step that both versions have', () => {
  const [v1, v2] = versions(waiting, { ...waiting, steps: [delay('delay', 60, 'mail'), message('mail', 'exit'), exit] }) as [CompiledJourney, CompiledJourney];

  it.each<[string, Partial<PublishPlan>, number, number]>([
    ['keep the instant that they were promised', { timers: 'keep' }, 10, 30],
    ['get the new one from the same arrival', { timers: 'recompute' }, 10, 60],
  ])('%s', (_, change, now, due) => {
    const { run, decisions } = follow(runIn(v1), [v1, v2], [plan(change)], at(now));
    expect(run).toMatchObject({ version: 'v2', plan: 1, transition: 2, wait: { dueAt: at(due) }, answer: { kind: 'wait', transition: 2, until: at(due) } });
    expect(decisions).toMatchObject([{ kind: 'version', outcome: 'migrate', detail: { to: 'v2' } }]);
  });

  it('whose new time is past already go now', () => {
    const shorter = versions(waiting, { ...waiting, steps: [delay('delay', 5, 'mail'), message('mail', 'exit'), exit] }) as [CompiledJourney, CompiledJourney];
    expect(follow(runIn(shorter[0]), shorter, [plan({ timers: 'recompute' })], at(10)).run.wait).toMatchObject({ dueAt: at(10) });
  });

  it('who follow stay in their version until their wait is over', () => {
    const run = runIn(v1);
    expect(follow(run, [v1, v2], [plan({ people: 'follow' })], at(10)).run).toBe(run);
    expect(follow(run, [v1, v2], [plan({ people: 'follow' })], at(30)).run).toMatchObject({ version: 'v2', plan: 1 });
  });

  it('are asked once only, and in order', () => {
    const moved = follow(runIn(v1), [v1, v2], [plan({})], at(10)).run;
    expect(follow(moved, [v1, v2], [plan({})], at(11)).run).toBe(moved);
    const back = follow(moved, [v1, v2], [plan({}), plan({ number: 2, to: 'v1' })], at(12)).run;
    expect(back).toMatchObject({ version: 'v1', plan: 2 });
  });

  it('are the same share whenever it is asked, and a larger one holds the smaller', () => {
    const people = Array.from({ length: 2_000 }, (_, index) => `p${index}`);
    const movedBy = (share: number) => people.filter((id) => follow(runIn(v1, id), [v1, v2], [plan({ share })], at(10), id).run.version === 'v2');
    const [tenth, half] = [movedBy(10), movedBy(50)];
    expect(Math.abs(tenth.length - 200)).toBeLessThan(50);
    expect(Math.abs(half.length - 1_000)).toBeLessThan(100);
    expect(tenth.every((id) => half.includes(id))).toBe(true);
    const left = follow(runIn(v1, 'p0'), [v1, v2], [plan({ share: 0.0001 })], at(10), 'p0').run;
    expect(left).toMatchObject({ version: 'v1', plan: 1, answer: { until: at(30), transition: 2 } });
  });
});

describe('people on a step that is gone', () => {
  const [v1, v2] = versions(waiting, {
    start: 'mail',
    steps: [message('mail', 'later'), delay('later', 5, 'exit'), exit],
  }) as [CompiledJourney, CompiledJourney];
  const answered = (answer: RemovedStepAnswer) => plan({ removed: { delay: answer } });

  it('advance to the next step of the old way that is left', () => {
    const { run, path } = follow(runIn(v1), [v1, v2], [plan({})], at(10));
    expect(path).toMatchObject([{ stepId: 'delay', outcome: 'moved', reason: 'step-removed', leftAt: at(10) }, { stepId: 'mail' }]);
    expect(run).toMatchObject({ position: { stepId: 'mail' }, answer: { kind: 'step' } });
  });

  it('stay until their wait is over, and go then', () => {
    const run = runIn(v1);
    expect(follow(run, [v1, v2], [answered({ action: 'atExpiry' })], at(10)).run).toBe(run);
    expect(follow(run, [v1, v2], [answered({ action: 'atExpiry' })], at(30)).run).toMatchObject({ version: 'v2', position: { stepId: 'mail' } });
  });

  it('go to the step that was chosen', () => {
    expect(follow(runIn(v1), [v1, v2], [answered({ action: 'redirect', to: 'later' })], at(10)).run).toMatchObject({
      position: { stepId: 'later', arrivedAt: at(10) },
      wait: { dueAt: at(15) },
    });
  });

  it('leave where that was chosen, with that reason', () => {
    expect(follow(runIn(v1), [v1, v2], [answered({ action: 'exit' })], at(10)).run.ended).toMatchObject({
      at: at(10),
      reason: 'step-removed',
      detail: 'delay',
    });
  });
});

describe('a message that somebody has', () => {
  it('is not sent again when the new version leads past it once more', () => {
    const [v1, v2] = versions(
      { start: 'mail', steps: [message('mail', 'delay'), delay('delay', 30, 'exit'), exit] },
      { start: 'delay', steps: [delay('delay', 30, 'mail'), message('mail', 'exit'), exit] },
    ) as [CompiledJourney, CompiledJourney];
    const sent = advance({
      journey: v1,
      run: runIn(v1),
      facts: facts(at(0)),
      now: at(0),
      paused: false,
      send: { stepId: 'mail', visit: 1, outcome: 'sent' },
    }).run;
    const { run } = follow(sent, [v1, v2], [plan({})], at(10));
    expect(run.had).toEqual(['mail']);
    const { path, run: over } = advance({ journey: v2, run, facts: facts(at(30)), now: at(30), paused: false });
    expect(path).toMatchObject([{ stepId: 'delay' }, { stepId: 'mail', outcome: 'skipped', reason: 'already-had' }, { stepId: 'exit' }]);
    expect(over.ended?.reason).toBe('completed');
  });

  it('is sent again where it was to come again anyway', () => {
    const round = { start: 'mail', steps: [message('mail', 'delay'), delay('delay', 30, 'mail')] };
    const [v1, v2] = versions(round, { ...round, name: 'Renamed' }) as [CompiledJourney, CompiledJourney];
    const sent = advance({
      journey: v1,
      run: runIn(v1),
      facts: facts(at(0)),
      now: at(0),
      paused: false,
      send: { stepId: 'mail', visit: 1, outcome: 'sent' },
    }).run;
    const { run } = follow(sent, [v1, v2], [plan({})], at(10));
    expect(advance({ journey: v2, run, facts: facts(at(30)), now: at(30), paused: false }).run).toMatchObject({
      position: { stepId: 'mail', visit: 2 },
      answer: { kind: 'step' },
    });
  });
});

describe('a wait whose branches change', () => {
  const wait = (branches: { id: string; next: string }[]): Step => ({
    ...{ id: 'wait', type: 'waitUntil', timeout: { after: { amount: 1, unit: 'hour' }, next: 'exit' } },
    branches: branches.map(({ id, next }) => ({ id, event: { name: id }, next })),
  });

  it('waits for the new ones, and forgets what a branch that is gone had seen', () => {
    const [v1, v2] = versions(
      { start: 'wait', steps: [wait([{ id: 'Bought', next: 'exit' }]), exit] },
      { start: 'wait', steps: [wait([{ id: 'Called', next: 'exit' }]), exit] },
    ) as [CompiledJourney, CompiledJourney];
    const satisfied = { ...runIn(v1) };
    satisfied.wait = { ...(satisfied.wait as NonNullable<RunState['wait']>), satisfied: { branch: 'Bought', at: at(5), messageId: 'm' } };
    const { run } = follow(satisfied, [v1, v2], [plan({})], at(5));
    expect(run.wait).toMatchObject({ branches: ['Called'], dueAt: at(60) });
    expect(run.wait).not.toHaveProperty('satisfied');
  });
});

/** Fifty scripts of random edits, each published by a random plan, over a thousand people who walk on meanwhile. */
describe('random edits with people inside', () => {
  const chain = (letters: string[]): Partial<JourneyDefinition> => {
    const steps = letters.map((letter, index): Step => {
      const next = letters[index + 1] === undefined ? 'exit' : `${letters[index + 1]}`;
      return /[A-M]/.test(letter) ? message(letter, next) : delay(letter, 10 + (letter.charCodeAt(0) % 7), next);
    });
    return { start: letters[0] ?? 'exit', steps: [...steps, exit] };
  };
  const letters = [...'ABCDEFGH', ...'nopqrstuv'];
  const edit = fc.record({
    keep: fc.shuffledSubarray(letters, { minLength: 0, maxLength: letters.length }),
    people: fc.constantFrom('pin' as const, 'follow' as const, 'migrate' as const),
    share: fc.constantFrom(10, 50, 100),
    timers: fc.constantFrom('keep' as const, 'recompute' as const),
    action: fc.constantFrom('advance' as const, 'atExpiry' as const, 'exit' as const, 'redirect' as const),
    after: fc.integer({ min: 1, max: 25 }),
  });

  it('lose nobody, send nothing twice, and nothing from a step that is gone', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const all = versions(chain(letters), ...edits.map(({ keep }) => chain(keep)));
        const byHash = new Map(all.map((journey) => [journey.version, journey]));
        const plans: PublishPlan[] = [];
        const people = Array.from({ length: 20 }, (_, index) => ({
          id: `p${index}`,
          run: runIn(all[0] as CompiledJourney, `p${index}`),
          sent: [] as string[],
        }));
        let now = at(0);
        const pass = (until: number): void => {
          for (const person of people) {
            for (let asked = 0; asked < 200 && !person.run.ended; asked += 1) {
              const due = person.run.wait?.dueAt ?? now;
              const instant = instantOf(person.run, Math.max(now, Math.min(due, until)));
              const planned = follow(person.run, all, plans, instant, person.id).run;
              if (planned !== person.run) {
                person.run = planned;
                continue;
              }
              const journey = byHash.get(person.run.version) as CompiledJourney;
              const step = journey.steps.get(person.run.position.stepId);
              if (step?.type === 'message') {
                person.sent.push(step.id);
                person.run = advance({
                  ...{ journey, run: person.run, facts: facts(instant, person.id), now: instant, paused: false },
                  send: { stepId: step.id, visit: person.run.position.visit, outcome: 'sent' },
                }).run;
              } else if (due > until) break;
              else person.run = advance({ journey, run: person.run, facts: facts(due, person.id), now: due, paused: false }).run;
            }
          }
          now = until;
        };
        for (const [index, { people: moves, share, timers, action, after, keep }] of edits.entries()) {
          pass(now + after * 60_000);
          if (moves !== 'pin') {
            const answer: RemovedStepAnswer = action === 'redirect' ? { action, to: keep[0] ?? 'exit' } : { action };
            const removed = Object.fromEntries(letters.map((letter) => [letter, answer]));
            plans.push({ number: plans.length + 1, people: moves, share, timers, removed, to: `v${index + 2}`, at: now });
          }
          // At once, as the wave does.
          for (const person of people) if (!person.run.ended) person.run = follow(person.run, all, plans, instantOf(person.run, now), person.id).run;
          for (const { id, run } of people) {
            const [last] = plans.slice(-1);
            const isMoved = last !== undefined && last.people === 'migrate' && last.share === 100 && moves === 'migrate' && action !== 'atExpiry' && !run.ended;
            // Those who follow an earlier plan, or stay until their wait is over, come later.
            if (isMoved && run.plan === last.number) expect(byHash.get(run.version)?.steps.has(run.position.stepId), `${id} stands nowhere`).toBe(true);
          }
        }
        pass(now + 1_000 * 60_000);
        for (const { id, run, sent } of people) {
          expect(run.ended, `${id} never ended: ${JSON.stringify(run)}`).toBeDefined();
          expect(['completed', 'step-removed']).toContain(run.ended?.reason);
          expect(new Set(sent).size, `${id} got ${sent}`).toBe(sent.length);
        }
      }),
      { numRuns: 50 },
    );
  });
});
