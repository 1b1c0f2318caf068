import type { DelayStep, DelayUntil, PastDate } from '@cairn/workflows/contracts/journey.js';
import { SegmentedControl, Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { type DelayKind, kindOfDelay, withDelayKind, withUntilType } from '../../model/delay-kinds.js';
import { useEditor } from '../../page/EditorContext.js';
import { useKept } from '../../page/ui-store.js';
import { DurationField } from '../fields/DurationField.js';
import { NumberField } from '../fields/NumberField.js';
import { TimeField } from '../fields/TimeField.js';
import { WeekdaysField } from '../fields/WeekdaysField.js';
import { DelayDateFields } from './DelayDateFields.js';

const kinds: DelayKind[] = ['duration', 'time', 'date'];
const pasts: PastDate[] = ['continue', 'skipMessage', 'exit'];

/** For a length of time, until a time on the person's clocks, or until a date of their own. What was set for one kind is there again when it is chosen again. */
export function DelayForm({ step }: { step: DelayStep }) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const kept = useKept<DelayStep[]>(`delay ${step.id}`);
  const kind = kindOfDelay(step);
  const change = (next: DelayStep): void => {
    kept.set([step, ...(kept.get() ?? [])]);
    actions.change(next);
  };
  return (
    <>
      <SegmentedControl
        aria-label={t('delay.kind')}
        fullWidth
        data={kinds.map((each) => ({ value: each, label: t(`delay.kinds.${each}`) }))}
        value={kind}
        onChange={(next) => next !== kind && change(withDelayKind(step, next as DelayKind, kept.get() ?? []))}
      />
      {step.duration && (
        <>
          <DurationField label={t('delay.wait')} value={step.duration} onChange={(duration) => actions.change({ ...step, duration })} />
          <Text size="sm" c="dimmed">
            {t('delay.help')}
          </Text>
        </>
      )}
      {step.until && step.until.type !== 'date' && (
        <Select
          label={t('delay.on')}
          allowDeselect={false}
          data={(['weekday', 'calendar'] as const).map((type) => ({ value: type, label: t(`delay.days.${type}`) }))}
          value={step.until.type}
          onChange={(type) => type !== step.until?.type && change(withUntilType(step, type as 'weekday' | 'calendar', kept.get() ?? []))}
        />
      )}
      {step.until && <UntilFields stepId={step.id} until={step.until} onChange={(until) => actions.change({ ...step, until })} />}
      {step.until && mayBePast(step.until) && (
        <Select
          label={t(step.until.type === 'date' ? 'delay.pastOrNone' : 'delay.past')}
          allowDeselect={false}
          data={pasts.map((past) => ({ value: past, label: t(`delay.pasts.${past}`) }))}
          value={step.past ?? 'continue'}
          onChange={(past) => actions.change({ ...step, past: past as PastDate })}
        />
      )}
    </>
  );
}

/** Only today's time, and a date, may be over. */
function mayBePast(until: DelayUntil): boolean {
  return until.type === 'date' || (until.type === 'calendar' && until.days === 0);
}

function UntilFields({ stepId, until, onChange }: { stepId: string; until: DelayUntil; onChange(until: DelayUntil): void }) {
  const { t } = useTranslation('journeys');
  if (until.type === 'date') return <DelayDateFields stepId={stepId} until={until} onChange={onChange} />;
  return (
    <>
      {until.type === 'weekday' ? (
        <WeekdaysField label={t('time.weekdays')} value={until.weekdays} onChange={(weekdays) => onChange({ ...until, weekdays })} />
      ) : (
        <NumberField
          label={t('delay.daysLater')}
          description={t('delay.daysLaterHelp')}
          value={until.days}
          min={0}
          max={3_650}
          invalid={t('time.invalidDays', { least: 0 })}
          onChange={(days) => onChange({ ...until, days })}
        />
      )}
      <TimeField label={t('time.at')} description={t(`delay.atHelp.${until.type}`)} value={until.at} onChange={(at) => onChange({ ...until, at })} />
    </>
  );
}
