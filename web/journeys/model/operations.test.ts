import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { describe, expect, test } from 'vitest';

import { addBranch, deleteStep, duplicateStep, insertStep, lostBy, moveBranch, moveStep, pasteSteps, pickSteps, removeBranch } from './operations.js';
import { readingOrder } from './order.js';
import { allPorts, outletsOf, stepById, triggerId } from './ports.js';
import { emptyJourney, randomJourney, seeded } from './random-journey.js';
import { portPhrase } from './summary.js';
import { connectTargets, hasCycleWithoutWait, insertable, moveTargets } from './targets.js';

const start = { from: triggerId, outlet: 'start' };

/** trigger → delay → split(1: message a → exit, else: message b → exit) */
function cart(): JourneyDefinition {
  const journey = emptyJourney('Cart');
  return {
    ...journey,
    start: 'wait',
    steps: [
      { id: 'wait', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'vip' },
      {
        id: 'vip',
        type: 'split',
        branches: [{ id: 'yes', condition: { fact: 'trait', params: { name: 'vip' }, operator: 'equal', value: true }, next: 'a' }],
        otherwise: { next: 'b' },
      },
      { id: 'a', type: 'message', channel: 'email', template: 'a', next: 'end' },
      { id: 'b', type: 'message', channel: 'email', template: 'b', next: 'end' },
      { id: 'end', type: 'exit' },
    ],
  };
}

const next = (definition: JourneyDefinition, id: string): (string | null)[] => outletsOf(stepById(definition, id) as never).map((each) => each.next);

describe('insert', () => {
  test('on an edge leads on to where the edge led', () => {
    const { definition, id } = insertStep(cart(), { from: 'a', outlet: 'next' }, 'delay');
    expect(next(definition, 'a')).toEqual([id]);
    expect(next(definition, id)).toEqual(['end']);
    expect(definition.steps.map((step) => step.id)).toEqual(['wait', 'vip', 'a', id, 'b', 'end']);
  });
  test('a split leads all its ways on', () => {
    const { definition, id } = insertStep(cart(), start, 'split');
    expect(definition.start).toBe(id);
    expect(next(definition, id)).toEqual(['wait', 'wait']);
  });
  test('leaves all other steps the same objects', () => {
    const before = cart();
    const after = insertStep(before, { from: 'a', outlet: 'next' }, 'delay').definition;
    for (const id of ['wait', 'vip', 'b', 'end']) expect(stepById(after, id)).toBe(stepById(before, id));
  });
  test('an exit fits only where nothing is cut off', () => {
    expect(insertable(cart(), { from: 'wait', outlet: 'next' }, 'exit')).toBe(false);
    expect(insertable(cart(), { from: 'a', outlet: 'next' }, 'exit')).toBe(true);
    expect(insertable(emptyJourney('j'), start, 'exit')).toBe(true);
  });
});

describe('delete', () => {
  test('bridges the gap', () => {
    const after = deleteStep(cart(), 'wait');
    expect(after.start).toBe('vip');
    expect(stepById(after, 'wait')).toBeUndefined();
  });
  test('of a split keeps the branch that was chosen, and says what goes', () => {
    expect(lostBy(cart(), 'vip', 'yes')).toEqual(['b']);
    const after = deleteStep(cart(), 'vip', 'otherwise');
    expect(after.steps.map((step) => step.id)).toEqual(['wait', 'b', 'end']);
    expect(next(after, 'wait')).toEqual(['b']);
  });
  test('of an exit leaves loose ends', () => {
    const after = deleteStep(cart(), 'end');
    expect(next(after, 'a')).toEqual([null]);
    expect(next(after, 'b')).toEqual([null]);
  });
  test('keeps steps that nothing led to before', () => {
    const loose = { ...cart(), start: null };
    expect(deleteStep(loose, 'a').steps).toHaveLength(4);
  });
});

describe('move', () => {
  test('a step goes onto another edge and leaves a bridge', () => {
    const after = moveStep(cart(), 'wait', { from: 'b', outlet: 'next' });
    expect(after.start).toBe('vip');
    expect(next(after, 'b')).toEqual(['wait']);
    expect(next(after, 'wait')).toEqual(['end']);
  });
  test('a split goes with its branches', () => {
    const longer = insertStep(cart(), { from: 'a', outlet: 'next' }, 'delay');
    const after = moveStep(longer.definition, 'vip', start);
    expect(after.start).toBe('vip');
    expect(next(after, longer.id)).toEqual(['wait']);
    expect(next(after, 'b')).toEqual(['wait']);
    expect(next(after, 'wait')).toEqual(['end']);
  });
  test('a step does not move into its own branches', () => {
    expect(moveTargets(cart(), 'vip').map((port) => port.from)).toEqual([triggerId]);
  });
});

describe('copy', () => {
  test('a duplicate stands right after its original', () => {
    const copy = duplicateStep(cart(), 'wait');
    expect(next(copy?.definition as JourneyDefinition, 'wait')).toEqual([copy?.id]);
    expect(next(copy?.definition as JourneyDefinition, copy?.id as string)).toEqual(['vip']);
  });
  test('pasted steps get new ids, keep their own ways and lead on', () => {
    const journey = cart();
    const { definition, ids } = pasteSteps(journey, { from: 'a', outlet: 'next' }, pickSteps(journey, new Set(['wait', 'vip', 'b'])));
    expect(ids).toEqual(['wait-1', 'split-1', 'message-1']);
    expect(next(definition, 'wait-1')).toEqual(['split-1']);
    expect(next(definition, 'split-1')).toEqual(['end', 'message-1']);
    expect(next(definition, 'message-1')).toEqual(['end']);
  });
});

describe('branches', () => {
  test('are added before everyone else, reordered and removed with what only they led to', () => {
    const more = addBranch(cart(), 'vip');
    expect(outletsOf(stepById(more, 'vip') as never).map((each) => each.outlet)).toEqual(['yes', 'branch-1', 'otherwise']);
    const moved = moveBranch(more, 'vip', 'branch-1', -1);
    expect(outletsOf(stepById(moved, 'vip') as never).map((each) => each.outlet)).toEqual(['branch-1', 'yes', 'otherwise']);
    expect(removeBranch(moved, 'vip', 'yes').steps.map((step) => step.id)).toEqual(['wait', 'vip', 'b', 'end']);
  });
});

describe('shares of chance', () => {
  /** trigger → random (50 % a, 50 % b) → end */
  const test50 = (): JourneyDefinition => ({
    ...emptyJourney('Test'),
    start: 'ab',
    steps: [
      {
        id: 'ab',
        type: 'randomSplit',
        branches: [
          { id: 'branch-1', percent: 50, next: 'a' },
          { id: 'branch-2', percent: 50, next: 'b' },
        ],
      },
      { id: 'a', type: 'message', channel: 'email', template: 'a', next: 'end' },
      { id: 'b', type: 'message', channel: 'email', template: 'b', next: 'end' },
      { id: 'end', type: 'exit' },
    ],
  });
  const branches = (definition: JourneyDefinition) => {
    const step = stepById(definition, 'ab');
    return step?.type === 'randomSplit' ? step.branches : [];
  };
  test('a new split is half and half, and both lead on', () => {
    const { definition, id } = insertStep(cart(), start, 'randomSplit');
    expect(stepById(definition, id)).toMatchObject({ branches: [{ percent: 50 }, { percent: 50 }] });
    expect(next(definition, id)).toEqual(['wait', 'wait']);
  });
  test('a new branch gets its part and leads where the others come together', () => {
    expect(branches(addBranch(test50(), 'ab'))).toEqual([
      { id: 'branch-1', percent: 33.4, next: 'a' },
      { id: 'branch-2', percent: 33.3, next: 'b' },
      { id: 'branch-3', percent: 33.3, next: 'end' },
    ]);
  });
  test('a branch that goes gives its share to the others, and takes along what only it led to', () => {
    const less = removeBranch(addBranch(test50(), 'ab'), 'ab', 'branch-1');
    expect(branches(less).map(({ percent }) => percent)).toEqual([50, 50]);
    expect(less.steps.map((step) => step.id)).toEqual(['ab', 'b', 'end']);
  });
  test('they change places with their shares', () => {
    expect(branches(moveBranch(test50(), 'ab', 'branch-1', 1)).map(({ id }) => id)).toEqual(['branch-2', 'branch-1']);
  });
  test('are told by their chips', () => {
    expect(portPhrase(test50(), { from: 'ab', outlet: 'branch-1' })).toEqual({ key: 'branch.share', values: { share: { percent: 50 } } });
  });
});

describe('legal targets', () => {
  test('never make a cycle without a wait', () => {
    expect(connectTargets(cart(), { from: 'vip', outlet: 'yes' })).toEqual(['wait', 'b', 'end']);
    expect(connectTargets(cart(), { from: 'b', outlet: 'next' })).toEqual(['wait', 'a']);
    expect(connectTargets(cart(), { from: 'a', outlet: 'next' })).not.toContain('vip');
  });
  test('whatever legal thing is done to a random journey, nobody is lost: every step is reached or was loose, and every way leads to a step or is loose', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = seeded(seed * 7919);
      const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
      let journey = randomJourney(seed, 4 + (seed % 20));
      for (let turn = 0; turn < 10; turn += 1) {
        const step = pick(journey.steps);
        if (!step) break;
        const reached = journey.steps.length - readingOrder(journey).unreachable.size;
        const port = pick(moveTargets(journey, step.id));
        const count = journey.steps.length;
        if (port && random() < 0.7) {
          const wasReached = !readingOrder(journey).unreachable.has(step.id) && !readingOrder(journey).unreachable.has(port.from);
          journey = moveStep(journey, step.id, port);
          expect(journey.steps, `seed ${seed}: a move changes the number of steps`).toHaveLength(count);
          if (wasReached)
            expect(journey.steps.length - readingOrder(journey).unreachable.size, `seed ${seed}: a move cuts steps off`).toBeGreaterThanOrEqual(reached);
        } else journey = deleteStep(journey, step.id, pick(outletsOf(step))?.outlet);
        const ids = journey.steps.map((each) => each.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const each of allPorts(journey)) if (each.next !== null) expect(ids, `seed ${seed}`).toContain(each.next);
      }
    }
  });
  test('a random journey never has a cycle without a wait', () => {
    for (let seed = 1; seed <= 50; seed += 1) expect(hasCycleWithoutWait(randomJourney(seed, 25))).toBe(false);
  });
});
