import type { Duration, EventMatcher, PropertyClause, Window } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { PropertyFields } from '../segments/builder/ValueFields.js';
import { whereRows } from '../segments/model/clauses.js';
import classes from './Computed.module.css';
import { lengthOf } from './source-sentence.js';

const units = ['minute', 'hour', 'day', 'week'] as const;

interface WindowFieldsProps {
  within: Window | undefined;
  onChange: (within: Duration | undefined) => void;
}

/** For ever, or within the last so long. */
export function WindowFields({ within: window, onChange }: WindowFieldsProps) {
  const { t } = useTranslation('traits');
  const within = lengthOf(window);
  return (
    <>
      <NativeSelect
        label={t('when')}
        value={window === undefined ? 'ever' : 'within'}
        data={['ever', 'within'].map((name) => ({ value: name, label: t(`window.${name}`) }))}
        onChange={(event) => onChange(event.currentTarget.value === 'ever' ? undefined : { amount: 30, unit: 'day' })}
      />
      {within !== undefined && (
        <>
          <NumberInput
            label={t('amount')}
            w={90}
            min={1}
            max={3_650}
            allowDecimal={false}
            value={within.amount}
            onChange={(next) => typeof next === 'number' && next >= 1 && onChange({ ...within, amount: next })}
          />
          <NativeSelect
            label={t('unit')}
            value={within.unit}
            data={units.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
            onChange={(event) => onChange({ ...within, unit: event.currentTarget.value as Duration['unit'] })}
          />
        </>
      )}
    </>
  );
}

/** Only where what holds on the same event. */
export function WhereRows({ event, onChange }: { event: EventMatcher; onChange: (event: EventMatcher) => void }) {
  const { t } = useTranslation('traits');
  const rows = whereRows(event.where);
  // Nested deeper than rows can show: it stays as it is.
  if (rows === null) return <p className={classes.dim}>{t('whereByApi')}</p>;
  const set = (next: PropertyClause[]): void => onChange(next.length === 0 ? { name: event.name } : { name: event.name, where: { all: next } });
  return (
    <>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own; they are edited in place
        <div key={index} className={classes.row}>
          <span>{t(index === 0 ? 'where' : 'whereAnd')}</span>
          <PropertyFields
            clause={row}
            onChange={(next) => set(rows.with(index, next))}
            nameOf={(control) => t('control', { control: t(`controls.${control}`, control), n: index + 1 })}
          />
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('removeWhere', { n: index + 1 })} onClick={() => set(rows.toSpliced(index, 1))}>
            <IconX size={16} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.row}>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={16} stroke={1.5} />}
          onClick={() => set([...rows, { fact: 'property', path: '', operator: 'equal', value: '' }])}
        >
          {t('addWhere')}
        </Button>
      </div>
    </>
  );
}
