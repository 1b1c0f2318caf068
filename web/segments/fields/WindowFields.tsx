import type { AbsoluteWindow, CalendarWindow, Duration, Window } from '@cairn/rules/contracts/condition.js';
import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { calendars, calendarWindow, kindOfWindow, namedWindows, units, type WindowKind, withKind } from '../model/windows.js';
import classes from './Fields.module.css';
import type { NameOf } from './names.js';

interface WindowFieldsProps {
  value: Window | undefined;
  onChange: (window: Window | undefined) => void;
  nameOf: NameOf;
  /** "At any time" is a choice. */
  optional?: boolean;
}

/** Every kind of window: sliding, by the calendar, from and to. */
export function WindowFields({ value, onChange, nameOf, optional = true }: WindowFieldsProps) {
  const { t } = useTranslation('segments');
  const kind = kindOfWindow(value);
  const choices: WindowKind[] = [...(optional ? (['ever'] as const) : []), 'within', 'ended', ...namedWindows, 'calendar', 'dates'];
  const labelOf = (choice: WindowKind): string => {
    if (!choice.includes('.')) return t(`builder.window.${choice as 'ever'}`);
    return t(`sentence.window.${choice as 'day.this'}`);
  };
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('window')}
        value={kind}
        data={choices.map((choice) => ({ value: choice, label: labelOf(choice) }))}
        onChange={(event) => onChange(withKind(value, event.currentTarget.value as WindowKind, new Date().toISOString().slice(0, 10)))}
      />
      {value !== undefined && 'amount' in value && <SlidingFields value={value} onChange={onChange} nameOf={nameOf} />}
      {value !== undefined && 'calendar' in value && kind === 'calendar' && <CalendarFields value={value} onChange={onChange} nameOf={nameOf} />}
      {value !== undefined && !('amount' in value) && !('calendar' in value) && <DateFields value={value} onChange={onChange} nameOf={nameOf} />}
    </>
  );
}

function SlidingFields({ value, onChange, nameOf }: { value: Duration & { ago?: Duration }; onChange: (window: Window) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const { ago, ...length } = value;
  return (
    <>
      <DurationFields value={length} onChange={(next) => onChange(ago === undefined ? next : { ...next, ago })} nameOf={nameOf} controls={['amount', 'unit']} />
      {ago !== undefined && (
        <>
          <span className={classes.word}>{t('builder.word.endedBefore')}</span>
          <DurationFields value={ago} onChange={(next) => onChange({ ...length, ago: next })} nameOf={nameOf} controls={['agoAmount', 'agoUnit']} />
          <span className={classes.word}>{t('builder.word.ago')}</span>
        </>
      )}
    </>
  );
}

interface DurationFieldsProps {
  value: Duration;
  onChange: (duration: Duration) => void;
  nameOf: NameOf;
  /** What the two controls are called. */
  controls?: [string, string];
}

export function DurationFields({ value, onChange, nameOf, controls: [amount, unit] = ['lengthAmount', 'lengthUnit'] }: DurationFieldsProps) {
  const { t } = useTranslation('segments');
  const offered = value.unit === 'second' ? (['second', ...units] as const) : units;
  return (
    <>
      <NumberInput
        size="xs"
        w={72}
        min={1}
        max={100_000}
        allowDecimal={false}
        aria-label={nameOf(amount)}
        value={value.amount}
        onChange={(next) => typeof next === 'number' && next >= 1 && onChange({ ...value, amount: next })}
      />
      <NativeSelect
        size="xs"
        aria-label={nameOf(unit)}
        value={value.unit}
        data={offered.map((name) => ({ value: name, label: t(`builder.unit.${name}`, { count: value.amount }) }))}
        onChange={(event) => onChange({ ...value, unit: event.currentTarget.value as Duration['unit'] })}
      />
    </>
  );
}

function CalendarFields({ value, onChange, nameOf }: { value: CalendarWindow; onChange: (window: Window) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const { calendar, ago = 0, count = 1 } = value;
  const number = (control: string, shown: number, least: number, set: (next: number) => void) => (
    <NumberInput
      size="xs"
      w={72}
      min={least}
      max={120}
      allowDecimal={false}
      aria-label={nameOf(control)}
      value={shown}
      onChange={(next) => typeof next === 'number' && set(next)}
    />
  );
  return (
    <>
      {number('periods', count, 1, (next) => onChange(calendarWindow(calendar, Math.max(ago, next - 1), next)))}
      <NativeSelect
        size="xs"
        aria-label={nameOf('calendar')}
        value={calendar}
        data={calendars.map((name) => ({ value: name, label: t(`sentence.window.periods.${name}`) }))}
        onChange={(event) => onChange({ ...value, calendar: event.currentTarget.value as CalendarWindow['calendar'] })}
      />
      <span className={classes.word}>{t('builder.word.beginning')}</span>
      {number('periodsAgo', ago, 0, (next) => onChange(calendarWindow(calendar, next, count)))}
      <span className={classes.word}>{t('builder.word.periodsAgo')}</span>
    </>
  );
}

function DateFields({ value, onChange, nameOf }: { value: AbsoluteWindow; onChange: (window: Window) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const field = (end: 'from' | 'to') => {
    const text = value[end] ?? '';
    const isDay = !text.includes('T');
    return (
      <TextInput
        size="xs"
        w={isDay ? 140 : 210}
        type={isDay ? 'date' : 'text'}
        aria-label={nameOf(end)}
        value={text}
        onChange={(event) => {
          const { [end]: _old, ...other } = value;
          const next = event.currentTarget.value;
          // At least one of the two stays: a window without ends is none.
          if (next !== '') onChange({ ...value, [end]: next });
          else if (Object.keys(other).length > 0) onChange(other);
        }}
      />
    );
  };
  return (
    <>
      <span className={classes.word}>{t('builder.word.from')}</span>
      {field('from')}
      <span className={classes.word}>{t('builder.word.before')}</span>
      {field('to')}
      <span className={classes.word} title={t('builder.word.utcWhy')}>
        {t('builder.word.utc')}
      </span>
    </>
  );
}
