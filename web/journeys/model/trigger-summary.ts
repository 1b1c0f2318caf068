import type { DateTrigger, ScheduleTimes, ScheduleTrigger, Trigger } from '@cairn/workflows/contracts/journey.js';

import { type Names, noNames } from './names.js';
import { type Phrase, phrase } from './phrase.js';
import { isEveryDay } from './time-summary.js';

/** What starts the journey, in one line. */
export function triggerSummary(trigger: Trigger, names: Names = noNames): Phrase {
  switch (trigger.type) {
    case 'event': {
      if (trigger.event.name === '') return phrase('trigger.none');
      const filtered = trigger.event.where !== undefined || trigger.condition !== undefined;
      return phrase(filtered ? 'trigger.event.filtered' : 'trigger.event.plain', { event: trigger.event.name });
    }
    case 'segment':
      if (trigger.segment === '') return phrase('trigger.none');
      return phrase(`trigger.segment.${trigger.on}`, { segment: names.segment(trigger.segment) ?? trigger.segment });
    case 'date':
      return dateTriggerSummary(trigger);
    case 'schedule':
      return scheduleSummary(trigger, names);
    case 'api':
    case 'handOff':
      return phrase(`trigger.${trigger.type}.summary`);
  }
}

function dateTriggerSummary({ trait, shift, at, yearly }: DateTrigger): Phrase {
  if (trait.trim() === '') return phrase('trigger.none');
  const often = yearly ? 'yearly' : 'once';
  if (!shift) return phrase(`trigger.date.on.${often}`, { trait, at });
  return phrase(`trigger.date.${shift.direction}.${often}`, { trait, at, days: { amount: shift.days, unit: 'day' } });
}

function scheduleSummary({ segment, when, zone }: ScheduleTrigger, names: Names): Phrase {
  if (segment === '') return phrase('trigger.none');
  const values = { segment: names.segment(segment) ?? segment, when: timesPhrase(when) };
  return zone === 'person' ? phrase('trigger.schedule.theirTime', values) : phrase('trigger.schedule.zoneTime', { ...values, zone });
}

function timesPhrase(when: ScheduleTimes): Phrase {
  switch (when.type) {
    case 'once':
      return phrase('trigger.schedule.once', { day: { day: when.date }, at: when.at });
    case 'weekly':
      if (when.weekdays.length === 0) return phrase('summary.noWeekday');
      if (isEveryDay(when.weekdays)) return phrase('trigger.schedule.daily', { at: when.at });
      return phrase('trigger.schedule.weekly', { weekdays: { weekdays: when.weekdays, join: 'and' }, at: when.at });
    case 'monthly':
      if (when.days.length === 0) return phrase('trigger.schedule.noDay');
      return phrase('trigger.schedule.monthly', { count: when.days.length, days: { names: when.days.map(String) }, at: when.at });
  }
}
