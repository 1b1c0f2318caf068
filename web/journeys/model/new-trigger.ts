import type { CalendarDate, ScheduleTimes, Trigger } from '@cairn/workflows/contracts/journey.js';

/** In the order in which they are offered: what people do, what they are, what the calendar says, what programs and other journeys ask for. */
export const triggerTypes = ['event', 'segment', 'date', 'schedule', 'api', 'handOff'] as const satisfies readonly Trigger['type'][];

/** With nothing chosen that would be a guess. @param day for a schedule that happens once */
export function newTrigger(type: Trigger['type'], day: CalendarDate): Trigger {
  switch (type) {
    case 'event':
      return { type, event: { name: '' } };
    case 'segment':
      return { type, segment: '', on: 'entered' };
    case 'date':
      return { type, trait: '', at: '09:00', yearly: true };
    case 'schedule':
      return { type, segment: '', when: newTimes('weekly', day), zone: 'person' };
    case 'api':
    case 'handOff':
      return { type };
  }
}

export function newTimes(type: ScheduleTimes['type'], day: CalendarDate): ScheduleTimes {
  const at = '09:00';
  switch (type) {
    case 'once':
      return { type, date: day, at };
    case 'weekly':
      return { type, weekdays: [1], at };
    case 'monthly':
      return { type, days: [1], at };
  }
}

/** So many days from today, by the viewer's clock. */
export function dayAhead(days: number): CalendarDate {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days)).toISOString().slice(0, 10);
}
