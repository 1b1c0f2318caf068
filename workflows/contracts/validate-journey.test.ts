import { describe, expect, it } from 'vitest';

import { bought, definition, delay, exit, goldIs, message } from '../interpreter/journeys.fixture.js';
import type { JourneyDefinition, Step } from './journey.js';
import { validateJourney } from './validate-journey.js';

const known = { templates: new Set(['cart']), segments: new Set(['gold']) };
const codesOf = (change: Partial<JourneyDefinition> | Record<string, unknown>) =>
  validateJourney({ ...definition(), ...change }, known).map(({ code, path, stepId, severity }) => [code, path, stepId, severity]);
const wait = (branches: unknown[], next: string | null = 'exit') =>
  ({ id: 'wait', type: 'waitUntil', branches, timeout: { after: { amount: 1, unit: 'day' }, next } }) as Step;
const split = (next: string | null, otherwise: string | null = 'exit'): Step => ({
  id: 'split',
  type: 'split',
  branches: [{ id: 'gold', condition: goldIs(true), next }],
  otherwise: { next: otherwise },
});
const steps = (...some: unknown[]) => ({ start: (some[0] as Step).id, steps: some as Step[] });

describe('validateJourney', () => {
  it('finds nothing wrong with a good journey', () => {
    expect(validateJourney(definition(), known)).toEqual([]);
  });

  it.each([
    ['a dead end', steps(delay('delay', 1, null)), ['dead-end', 'steps.0.next', 'delay', 'error']],
    ['a dead end of a branch', steps(split(null), exit), ['dead-end', 'steps.0.branches.0.next', 'split', 'error']],
    [
      'a dead end of a time-out',
      steps(wait([{ id: 'b', event: { name: 'X' }, next: 'exit' }], null), exit),
      ['dead-end', 'steps.0.timeout.next', 'wait', 'error'],
    ],
    ['an unknown target', steps(delay('delay', 1, 'nowhere')), ['unknown-target', 'steps.0.next', 'delay', 'error']],
    ['an unknown start', { start: 'nowhere' }, ['unknown-target', 'start', undefined, 'error']],
    ['no start', { start: null }, ['missing-start', 'start', undefined, 'error']],
    ['no step', { start: null, steps: [] }, ['missing-start', 'start', undefined, 'error']],
    ['an unreachable step', { steps: [...definition().steps, delay('alone', 1, 'exit')] }, ['unreachable-step', 'steps.3', 'alone', 'warning']],
    ['a cycle without a wait', steps(split('mail'), message('mail', 'split'), exit), ['cycle-without-wait', 'steps.0', 'split', 'error']],
    ['a step that leads to itself', steps(split('split'), exit), ['cycle-without-wait', 'steps.0', 'split', 'error']],
    ['an unknown template', steps({ ...message('mail', 'exit'), template: 'gone' }, exit), ['unknown-template', 'steps.0.template', 'mail', 'error']],
    ['no template yet', steps({ ...message('mail', 'exit'), template: '' }, exit), ['missing-template', 'steps.0.template', 'mail', 'error']],
    ['an unknown step type', steps({ id: 'fly', type: 'teleport', next: 'exit' }, exit), ['unknown-step-type', 'steps.0.type', 'fly', 'error']],
    ['a delay of nothing', steps({ ...delay('delay', 0, 'exit') }, exit), ['invalid-shape', 'steps.0.duration.amount', 'delay', 'error']],
    ['a field that nobody knows', steps({ ...exit, colour: 'red' }), ['invalid-shape', 'steps.0.colour', 'exit', 'error']],
    ['an id twice', steps(delay('exit', 1, 'exit'), exit), ['duplicate-id', 'steps.1.id', 'exit', 'error']],
    ['a split into nothing', steps({ ...split('exit'), branches: [] }, exit), ['empty-branches', 'steps.0.branches', 'split', 'error']],
    ['a wait for nothing', steps(wait([]), exit), ['empty-branches', 'steps.0.branches', 'wait', 'error']],
    [
      'a wait for both',
      steps(wait([{ id: 'b', event: { name: 'X' }, condition: goldIs(true), next: 'exit' }]), exit),
      ['event-or-condition', 'steps.0.branches.0', 'wait', 'error'],
    ],
    ['an exit rule without either', { exits: [{ id: 'none' }] }, ['event-or-condition', 'exits.0', undefined, 'error']],
    ['an exit rule twice', { exits: [bought, bought] }, ['duplicate-id', 'exits.1.id', undefined, 'error']],
    ['an unknown segment', { trigger: { type: 'segment', segment: 'gone', on: 'left' } }, ['unknown-segment', 'trigger.segment', undefined, 'error']],
    [
      'a key where no event is',
      { trigger: { type: 'segment', segment: 'gold', on: 'left' }, reentry: { type: 'keyed', property: 'x', mode: 'once' } },
      ['keyed-by-segment', 'reentry', undefined, 'error'],
    ],
    ['a key without a property', { reentry: { type: 'keyed', property: ' ', mode: 'once' } }, ['missing-property', 'reentry.property', undefined, 'error']],
  ])('tells %s by its place', (_, change, problem) => {
    expect(codesOf(change)).toContainEqual(problem);
  });

  it('lets a cycle with a wait be', () => {
    expect(codesOf(steps(split('delay'), delay('delay', 1, 'split'), exit))).toEqual([]);
  });

  it('tells an unknown operator by its place in the step', () => {
    const broken = { ...split('exit'), branches: [{ id: 'gold', condition: { ...goldIs(true), operator: 'looksLike' }, next: 'exit' }] };
    const problems = validateJourney({ ...definition(), ...steps(broken, exit) }, known);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'unknown-operator', stepId: 'split', severity: 'error' });
    expect(problems[0]?.path).toMatch(/^steps\.0\.branches\.0\.condition/);
  });

  it('checks templates and segments only where they are known', () => {
    expect(validateJourney({ ...definition(), ...steps({ ...message('mail', 'exit'), template: 'gone' }, exit) })).toEqual([]);
  });

  it.each([null, 7, 'journey', [], {}, { ...definition(), schemaVersion: 2 }, { ...definition(), steps: 'none' }])('never throws: %j', (value) => {
    expect(validateJourney(value).every(({ severity }) => severity === 'error')).toBe(true);
    expect(validateJourney(value).length).toBeGreaterThan(0);
  });
});
