import type { DelayStep, DelayUntil } from '@cairn/workflows/contracts/journey.js';

/** How a wait is told in its form: for a length of time, until a time on the clocks, until a date. */
export type DelayKind = 'duration' | 'time' | 'date';

export function kindOfDelay({ until }: DelayStep): DelayKind {
  if (until === undefined) return 'duration';
  return until.type === 'date' ? 'date' : 'time';
}

/** The same step as another kind. What the newest of its `earlier` states of that kind had set is set again. */
export function withDelayKind(step: DelayStep, kind: DelayKind, earlier: readonly DelayStep[]): DelayStep {
  const before = earlier.find((each) => kindOfDelay(each) === kind);
  if (kind === 'duration') return rebuilt(step, { duration: before?.duration ?? { amount: 1, unit: 'day' } });
  const until = before?.until ?? (kind === 'date' ? fresh.date : fresh.weekday);
  return rebuilt(step, { until, ...(before?.past !== undefined && { past: before.past }) });
}

export function withUntilType(step: DelayStep, type: 'weekday' | 'calendar', earlier: readonly DelayStep[]): DelayStep {
  const until = earlier.find((each) => each.until?.type === type)?.until;
  const at = step.until?.type === 'date' ? undefined : step.until?.at;
  return rebuilt(step, { until: until ?? { ...fresh[type], ...(at !== undefined && { at }) } });
}

const fresh: { [Type in DelayUntil['type']]: Extract<DelayUntil, { type: Type }> } = {
  weekday: { type: 'weekday', weekdays: [1], at: '09:00' },
  calendar: { type: 'calendar', days: 1, at: '09:00' },
  date: { type: 'date', of: { trait: '' } },
};

function rebuilt({ duration: _duration, until: _until, past: _past, ...rest }: DelayStep, wait: Partial<DelayStep>): DelayStep {
  return { ...rest, ...wait };
}
