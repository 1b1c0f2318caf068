import type { Condition, EventMatcher } from '@cairn/rules/contracts/condition.js';
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ConditionField } from './ConditionField.js';
import { EventField } from './EventField.js';

interface EventOrConditionProps {
  value: { event?: EventMatcher; condition?: Condition };
  label: string;
  onChange(value: { event?: EventMatcher; condition?: Condition }): void;
}

/** Exactly one of the two: a new event, or a condition that becomes true. */
export function EventOrCondition({ value, label, onChange }: EventOrConditionProps) {
  const { t } = useTranslation('journeys');
  const kind = value.condition === undefined ? 'event' : 'condition';
  return (
    <>
      <SegmentedControl
        aria-label={label}
        fullWidth
        data={[
          { value: 'event', label: t('either.event') },
          { value: 'condition', label: t('either.condition') },
        ]}
        value={kind}
        onChange={(next) => next !== kind && onChange(next === 'event' ? { event: { name: '' } } : { condition: { all: [] } })}
      />
      {value.event && <EventField label={t('either.eventName')} value={value.event} onChange={(event) => onChange({ event })} />}
      {value.condition && (
        <ConditionField label={t('branch.condition')} value={value.condition} context="trigger" onChange={(condition) => onChange({ condition })} />
      )}
    </>
  );
}
