import type { CalendarDate, TimeOfDay } from '@cairn/workflows/contracts/journey.js';
import { Autocomplete, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { timeFrom } from '../../model/time-typed.js';

interface TimeFieldProps {
  label: string;
  description?: ReactNode;
  value: TimeOfDay;
  onChange(value: TimeOfDay): void;
}

const halfHours = Array.from({ length: 48 }, (_, index) => `${String(Math.floor(index / 2)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`);

/** A time of day, as it stands in sentences too: whatever the browser's own clock looks like. Half-typed it stays in the field and changes nothing. */
export function TimeField({ label, description, value, onChange }: TimeFieldProps) {
  const { t } = useTranslation('journeys');
  const [typed, setTyped] = useState(value);
  const [left, setLeft] = useState(false);
  useEffect(() => setTyped(value), [value]);
  const isWhole = /^\d\d:\d\d$/.test(typed) && timeFrom(typed) !== undefined;
  return (
    <Autocomplete
      label={label}
      description={description}
      placeholder="09:00"
      maxLength={8}
      data={halfHours}
      // Whoever opens it sees all; typing narrows.
      filter={({ options, search }) => (search === value ? options : options.filter((option) => 'value' in option && option.value.includes(search)))}
      maxDropdownHeight={240}
      comboboxProps={{ keepMounted: false }}
      value={typed}
      error={left && !isWhole ? t('time.invalid') : null}
      onFocus={() => setLeft(false)}
      onChange={(next) => {
        setTyped(next);
        if (/^\d\d:\d\d$/.test(next) && timeFrom(next) !== undefined) onChange(next);
      }}
      onBlur={() => {
        setLeft(true);
        const time = timeFrom(typed);
        if (time === undefined || time === typed) return;
        setTyped(time);
        onChange(time);
      }}
    />
  );
}

interface DayFieldProps {
  label: string;
  value: CalendarDate;
  onChange(value: CalendarDate): void;
}

/** A day of the calendar. The browser's own field answers nothing while a part is missing. */
export function DayField({ label, value, onChange }: DayFieldProps) {
  const { t } = useTranslation('journeys');
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const isWhole = (day: string): boolean => /^\d{4}-\d\d-\d\d$/.test(day);
  return (
    <TextInput
      type="date"
      label={label}
      value={typed}
      error={isWhole(typed) ? null : t('time.invalidDay')}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        if (isWhole(next)) onChange(next);
      }}
    />
  );
}
