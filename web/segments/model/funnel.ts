import type { FunnelStep } from '@cairn/rules/contracts/condition.js';

export type StepKind = 'then' | 'thenWithin' | 'absent';

export function stepKindOf({ within, absent }: FunnelStep): StepKind {
  if (absent) return 'absent';
  return within === undefined ? 'then' : 'thenWithin';
}

/** The event and what must hold of it stay; so does the time, where there is one. */
export function withStepKind(step: FunnelStep, kind: StepKind): FunnelStep {
  const { within = { amount: 1, unit: 'day' }, absent: _absent, ...plain } = step;
  if (kind === 'then') return plain;
  return kind === 'absent' ? { ...plain, within, absent: true } : { ...plain, within };
}

/** The first step is something they did, after nothing: what comes there loses its time. */
export function movedSteps(steps: FunnelStep[], at: number, by: -1 | 1): FunnelStep[] {
  const [from, to] = [steps[at], steps[at + by]];
  if (from === undefined || to === undefined) return steps;
  const moved = steps.with(at, to).with(at + by, from);
  const first = moved[0];
  return first === undefined ? moved : moved.with(0, withStepKind(first, 'then'));
}
