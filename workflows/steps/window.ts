import { minutesOf, nextWeekdayTime } from '@cairn/rules/time/time-of-day.js';
import { laterBy, localTime, weekdayOf } from '@cairn/rules/time/zone.js';

import type { WindowStep } from '../contracts/journey.js';
import type { StepHandler } from './handler.js';

/** Goes on only while the window is open on the person's clocks; else waits until it next opens. */
export const windowHandler: StepHandler<WindowStep> = {
  arrive({ step, run, facts, now }) {
    const opens = isOpen(step, facts.zone, now) ? now : nextWeekdayTime(facts.zone, now, step.weekdays, minutesOf(step.from));
    if (opens === undefined || opens <= now) return { kind: 'go', to: step.next, outcome: 'next' };
    const { stepId, visit } = run.position;
    return { kind: 'wait', wait: { stepId, visit, dueAt: opens, branches: [] } };
  },
  leave({ step, run, now }) {
    const dueAt = run.wait?.dueAt;
    if (dueAt === undefined || now < dueAt) return { kind: 'stay' };
    return { kind: 'go', at: dueAt, to: step.next, outcome: 'next' };
  },
};

/** The end is not inside. A window over midnight belongs to the day on which it opened. */
function isOpen({ weekdays, from, to }: WindowStep, zone: string, now: number): boolean {
  const local = localTime(zone, now);
  if (!local) return true;
  const [opens, closes, minutes] = [minutesOf(from), minutesOf(to), local.hour * 60 + local.minute];
  const opensOn = (days: number): boolean => weekdays.includes(weekdayOf(laterBy(local, days)));
  if (opens < closes) return opensOn(0) && minutes >= opens && minutes < closes;
  return (opensOn(0) && minutes >= opens) || (opensOn(-1) && minutes < closes);
}
