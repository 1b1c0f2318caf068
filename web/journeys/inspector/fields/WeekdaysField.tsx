import type { Weekday } from '@cairn/workflows/contracts/journey.js';
import { Input, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../../app/i18n/format.js';
import styles from './Fields.module.css';

const week: Weekday[] = [1, 2, 3, 4, 5, 6, 7];

interface WeekdaysFieldProps {
  label: string;
  value: readonly Weekday[];
  onChange(value: Weekday[]): void;
}

/** Any of the seven, each a switch of its own. */
export function WeekdaysField({ label, value, onChange }: WeekdaysFieldProps) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const turned = (day: Weekday): Weekday[] => week.filter((each) => (each === day ? !value.includes(each) : value.includes(each)));
  return (
    <Input.Wrapper label={label} labelElement="div" error={value.length === 0 ? t('time.noWeekday') : null}>
      <fieldset className={styles.week} aria-label={label}>
        {week.map((day) => (
          <UnstyledButton
            key={day}
            className={styles.chip}
            aria-pressed={value.includes(day)}
            aria-label={format.weekday(day, 'long')}
            onClick={() => onChange(turned(day))}
          >
            {format.weekday(day, 'short')}
          </UnstyledButton>
        ))}
      </fieldset>
    </Input.Wrapper>
  );
}

interface MonthDaysFieldProps {
  label: string;
  value: readonly number[];
  onChange(value: number[]): void;
}

const month = Array.from({ length: 31 }, (_, index) => index + 1);

/** Any days of a month. */
export function MonthDaysField({ label, value, onChange }: MonthDaysFieldProps) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  return (
    <Input.Wrapper label={label} labelElement="div" description={t('time.monthDaysHelp')} error={value.length === 0 ? t('time.noMonthDay') : null}>
      <fieldset className={styles.month} aria-label={label}>
        {month.map((day) => (
          <UnstyledButton
            key={day}
            className={styles.chip}
            aria-pressed={value.includes(day)}
            aria-label={t('time.monthDay', { day: format.number(day) })}
            onClick={() => onChange(month.filter((each) => (each === day ? !value.includes(each) : value.includes(each))))}
          >
            {format.number(day)}
          </UnstyledButton>
        ))}
      </fieldset>
    </Input.Wrapper>
  );
}
