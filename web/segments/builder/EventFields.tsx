import type { Clause, Duration, EventClause } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { type Count, countOf, counts, plainWindow, whereRows, withCount, withWhere } from '../model/clauses.js';
import classes from './Builder.module.css';
import { NameInput } from './NameInput.js';
import { PropertyFields } from './ValueFields.js';

const units = ['minute', 'hour', 'day', 'week'] as const;

interface EventFieldsProps {
  clause: EventClause;
  onChange: (clause: Clause) => void;
  nameOf: (control: string) => string;
}

/** How often, which event, within which time, and what must hold on that same event. */
export function EventFields({ clause, onChange, nameOf }: EventFieldsProps) {
  const { t } = useTranslation('segments');
  const { count, times } = countOf(clause) ?? { count: 'atLeast' as const, times: 1 };
  const { within: window, ...params } = clause.params;
  const within = plainWindow(window);
  const where = whereRows(clause.params.where) ?? [];
  const setWithin = (next: Duration | undefined): void => onChange({ ...clause, params: next === undefined ? params : { ...params, within: next } });
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('count')}
        value={count}
        data={counts.map((name) => ({ value: name, label: t(`builder.count.${name}`) }))}
        onChange={(event) => onChange(withCount(clause, event.currentTarget.value as Count, times))}
      />
      {count !== 'never' && (
        <NumberInput
          size="xs"
          w={72}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          aria-label={nameOf('times')}
          value={times}
          onChange={(next) => typeof next === 'number' && onChange(withCount(clause, count, next))}
        />
      )}
      <NameInput
        kind="event"
        label={nameOf('event')}
        placeholder={t('builder.placeholder.event')}
        value={clause.params.name}
        onChange={(name) => onChange({ ...clause, params: { ...clause.params, name } })}
      />
      <NativeSelect
        size="xs"
        aria-label={nameOf('window')}
        value={within === undefined ? 'ever' : 'within'}
        data={['ever', 'within'].map((name) => ({ value: name, label: t(`builder.window.${name}`) }))}
        onChange={(event) => setWithin(event.currentTarget.value === 'ever' ? undefined : { amount: 30, unit: 'day' })}
      />
      {within !== undefined && (
        <>
          <NumberInput
            size="xs"
            w={72}
            min={1}
            max={100_000}
            allowDecimal={false}
            aria-label={nameOf('amount')}
            value={within.amount}
            onChange={(next) => typeof next === 'number' && next >= 1 && setWithin({ ...within, amount: next })}
          />
          <NativeSelect
            size="xs"
            aria-label={nameOf('unit')}
            value={within.unit}
            data={(within.unit === 'second' ? (['second', ...units] as const) : units).map((unit) => ({
              value: unit,
              label: t(`builder.unit.${unit}`, { count: within.amount }),
            }))}
            onChange={(event) => setWithin({ ...within, unit: event.currentTarget.value as Duration['unit'] })}
          />
        </>
      )}
      {where.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own; they are edited in place
        <div key={index} className={classes.where}>
          <span className={classes.whereWord}>{t(index === 0 ? 'builder.where' : 'builder.whereAnd')}</span>
          <PropertyFields clause={row} onChange={(next) => onChange(withWhere(clause, where.with(index, next)))} nameOf={nameOf} />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('builder.removeWhere', { property: row.path })}
            onClick={() => onChange(withWhere(clause, where.toSpliced(index, 1)))}
          >
            <IconX size={16} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={16} stroke={1.5} />}
        onClick={() => onChange(withWhere(clause, [...where, { fact: 'property', path: '', operator: 'equal', value: '' }]))}
      >
        {t('builder.addWhere')}
      </Button>
    </>
  );
}
