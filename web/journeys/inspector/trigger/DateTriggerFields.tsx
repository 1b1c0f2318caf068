import type { DateTrigger } from '@cairn/workflows/contracts/journey.js';
import { Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { TraitInput } from '../../../segments/fields/NameInputs.js';
import fields from '../fields/Fields.module.css';
import { NumberField } from '../fields/NumberField.js';
import { TimeField } from '../fields/TimeField.js';

interface DateTriggerFieldsProps {
  trigger: DateTrigger;
  onChange(trigger: DateTrigger): void;
}

/** A date of each person's own, so many days before or after it, at a time of their own day. */
export function DateTriggerFields({ trigger, onChange }: DateTriggerFieldsProps) {
  const { t } = useTranslation('journeys');
  const { shift } = trigger;
  return (
    <>
      <TraitInput inForm forDate label={t('trigger.date.trait')} value={trigger.trait} onChange={(trait) => onChange({ ...trigger, trait })} />
      <div className={fields.row}>
        <Select
          label={t('shift.label')}
          allowDeselect={false}
          data={(['on', 'before', 'after'] as const).map((each) => ({ value: each, label: t(`shift.${each}`) }))}
          value={shift?.direction ?? 'on'}
          onChange={(next) => onChange(shifted(trigger, next as 'on' | 'before' | 'after'))}
        />
        {shift && (
          <NumberField
            label={t(`shift.days.${shift.direction}`)}
            value={shift.days}
            min={1}
            max={3_650}
            invalid={t('time.invalidDays', { least: 1 })}
            onChange={(days) => onChange({ ...trigger, shift: { ...shift, days } })}
          />
        )}
      </div>
      <TimeField label={t('time.at')} description={t('time.theirs')} value={trigger.at} onChange={(at) => onChange({ ...trigger, at })} />
      <Select
        label={t('trigger.date.often')}
        allowDeselect={false}
        data={(['yearly', 'once'] as const).map((each) => ({ value: each, label: t(`trigger.date.oftens.${each}`) }))}
        value={trigger.yearly ? 'yearly' : 'once'}
        onChange={(often) => onChange({ ...trigger, yearly: often === 'yearly' })}
      />
      <Text size="sm" c="dimmed">
        {t(trigger.yearly ? 'trigger.date.yearlyHelp' : 'trigger.date.onceHelp')}
      </Text>
    </>
  );
}

function shifted({ shift, ...trigger }: DateTrigger, to: 'on' | 'before' | 'after'): DateTrigger {
  return to === 'on' ? trigger : { ...trigger, shift: { direction: to, days: shift?.days ?? 3 } };
}
