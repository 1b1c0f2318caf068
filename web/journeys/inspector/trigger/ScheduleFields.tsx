import type { ScheduleTimes, ScheduleTrigger } from '@cairn/workflows/contracts/journey.js';
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { dayAhead, newTimes } from '../../model/new-trigger.js';
import { useKept } from '../../page/ui-store.js';
import { DayField, TimeField } from '../fields/TimeField.js';
import { MonthDaysField, WeekdaysField } from '../fields/WeekdaysField.js';
import { ZoneField } from '../fields/ZoneField.js';
import { SegmentSelect } from './SegmentSelect.js';

interface ScheduleFieldsProps {
  trigger: ScheduleTrigger;
  onChange(trigger: ScheduleTrigger): void;
}

/** Everybody in a segment, once or again and again. */
export function ScheduleFields({ trigger, onChange }: ScheduleFieldsProps) {
  const { t } = useTranslation('journeys');
  const kept = useKept<{ [type: string]: ScheduleTimes }>('schedule');
  const { when } = trigger;
  const set = (next: ScheduleTimes): void => onChange({ ...trigger, when: next });
  const choose = (type: ScheduleTimes['type']): void => {
    if (type === when.type) return;
    const before = kept.get();
    kept.set({ ...before, [when.type]: when });
    set({ ...(before?.[type] ?? newTimes(type, dayAhead(1))), at: when.at });
  };
  return (
    <>
      <SegmentSelect value={trigger.segment} onChange={(segment) => onChange({ ...trigger, segment })} />
      <SegmentedControl
        aria-label={t('trigger.schedule.how')}
        fullWidth
        data={(['once', 'weekly', 'monthly'] as const).map((type) => ({ value: type, label: t(`trigger.schedule.hows.${type}`) }))}
        value={when.type}
        onChange={(type) => choose(type as ScheduleTimes['type'])}
      />
      {when.type === 'once' && <DayField label={t('trigger.schedule.day')} value={when.date} onChange={(date) => set({ ...when, date })} />}
      {when.type === 'weekly' && <WeekdaysField label={t('time.weekdays')} value={when.weekdays} onChange={(weekdays) => set({ ...when, weekdays })} />}
      {when.type === 'monthly' && <MonthDaysField label={t('trigger.schedule.days')} value={when.days} onChange={(days) => set({ ...when, days })} />}
      <TimeField label={t('time.at')} value={when.at} onChange={(at) => set({ ...when, at })} />
      <ZoneField label={t('zone.label')} value={trigger.zone} onChange={(zone) => onChange({ ...trigger, zone })} />
    </>
  );
}
