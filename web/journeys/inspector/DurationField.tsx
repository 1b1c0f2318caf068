import type { Duration } from '@cairn/rules/contracts/condition.js';
import { Group, NumberInput, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const units: Duration['unit'][] = ['second', 'minute', 'hour', 'day', 'week'];

interface DurationFieldProps {
  label: string;
  value: Duration;
  onChange(value: Duration): void;
}

/** A half-typed amount (an empty field) stays as it is typed and changes nothing until it is a number again. */
export function DurationField({ label, value, onChange }: DurationFieldProps) {
  const { t } = useTranslation('journeys');
  const [typed, setTyped] = useState<string | number>(value.amount);
  useEffect(() => setTyped(value.amount), [value.amount]);
  const isValid = typeof typed === 'number' && Number.isInteger(typed) && typed >= 1 && typed <= 100_000;
  return (
    <Group gap="xs" align="flex-start" grow wrap="nowrap">
      <NumberInput
        label={label}
        value={typed}
        min={1}
        max={100_000}
        allowDecimal={false}
        clampBehavior="none"
        error={isValid ? null : t('duration.invalid')}
        onChange={(next) => {
          setTyped(next);
          if (typeof next === 'number' && Number.isInteger(next) && next >= 1 && next <= 100_000) onChange({ ...value, amount: next });
        }}
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
