import type { Duration } from '@cairn/rules/contracts/condition.js';
import { Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { NumberField } from './NumberField.js';

const units: Duration['unit'][] = ['second', 'minute', 'hour', 'day', 'week'];

interface DurationFieldProps {
  label: string;
  value: Duration;
  onChange(value: Duration): void;
}

export function DurationField({ label, value, onChange }: DurationFieldProps) {
  const { t } = useTranslation('journeys');
  return (
    <Group gap="xs" align="flex-start" grow wrap="nowrap">
      <NumberField
        label={label}
        value={value.amount}
        min={1}
        max={100_000}
        invalid={t('duration.invalid')}
        onChange={(amount) => onChange({ ...value, amount })}
      />
      <Select
        label={t('duration.unit')}
        data={units.map((unit) => ({ value: unit, label: t(`duration.${unit}`, { count: value.amount }) }))}
        value={value.unit}
        allowDeselect={false}
        onChange={(unit) => unit !== null && onChange({ ...value, unit: unit as Duration['unit'] })}
      />
    </Group>
  );
}
