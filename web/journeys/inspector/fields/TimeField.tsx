import type { TimeOfDay } from '@cairn/workflows/contracts/journey.js';
import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface TimeFieldProps {
  label: string;
  description?: ReactNode;
  value: TimeOfDay;
  onChange(value: TimeOfDay): void;
}

/** A time of day. Half-typed it stays in the field and changes nothing. */
export function TimeField({ label, description, value, onChange }: TimeFieldProps) {
  const { t } = useTranslation('journeys');
  return <ClockField type="time" pattern={/^\d\d:\d\d$/} invalid={t('time.invalid')} {...{ label, description, value, onChange }} />;
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function DayField({ label, description, value, onChange }: TimeFieldProps) {
  const { t } = useTranslation('journeys');
  return <ClockField type="date" pattern={/^\d{4}-\d\d-\d\d$/} invalid={t('time.invalidDay')} {...{ label, description, value, onChange }} />;
}

interface ClockFieldProps extends TimeFieldProps {
  type: 'time' | 'date';
  pattern: RegExp;
  invalid: string;
}

/** The browser's own field answers nothing while a part is missing. */
function ClockField({ type, pattern, invalid, label, description, value, onChange }: ClockFieldProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      type={type}
      label={label}
      description={description}
      value={typed}
      error={pattern.test(typed) ? null : invalid}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        if (pattern.test(next)) onChange(next);
      }}
    />
  );
}
