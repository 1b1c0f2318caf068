import type { Duration, EventMatcher, PropertyClause } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Autocomplete, Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import { PropertyFields } from '../segments/builder/ValueFields.js';
import { whereRows } from '../segments/model/clauses.js';
import classes from './Computed.module.css';
import { type ComputedDraft, type Made, made, takesProperty } from './computed-draft.js';
import { lengthOf } from './source-sentence.js';

interface SeenEvent {
  name: string;
  properties: string[];
}

const units = ['minute', 'hour', 'day', 'week'] as const;

/** What is made of which event, of which of its properties, within which time, and only where what holds. */
export function SourceFields({ draft, onChange }: { draft: ComputedDraft; onChange: (draft: ComputedDraft) => void }) {
  const { t } = useTranslation('traits');
  const { data } = useGet<Page<SeenEvent>>('/api/event-names', { query: { limit: 200 } });
  const properties = data?.items.find(({ name }) => name === draft.event.name)?.properties ?? [];
  const within = lengthOf(draft.within);
  const setWithin = (next: Duration | undefined): void => onChange({ ...draft, within: next });
  return (
    <>
      <div className={classes.row}>
        <NativeSelect
          label={t('make')}
          value={draft.made}
          data={made.map((kind) => ({ value: kind, label: t(`made.${kind}`) }))}
          onChange={(event) => onChange({ ...draft, made: event.currentTarget.value as Made })}
        />
        {takesProperty(draft.made) && (
          <Autocomplete
            label={t('ofProperty')}
            value={draft.property}
            data={properties}
            onChange={(property) => onChange({ ...draft, property })}
            maxDropdownHeight={280}
          />
        )}
        <Autocomplete
          label={t('ofEvent')}
          value={draft.event.name}
          data={(data?.items ?? []).map(({ name }) => name)}
          onChange={(name) => onChange({ ...draft, event: { ...draft.event, name } })}
          maxDropdownHeight={280}
        />
        <NativeSelect
          label={t('when')}
          value={draft.within === undefined ? 'ever' : 'within'}
          data={['ever', 'within'].map((name) => ({ value: name, label: t(`window.${name}`) }))}
          onChange={(event) => setWithin(event.currentTarget.value === 'ever' ? undefined : { amount: 30, unit: 'day' })}
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
              onChange={(next) => typeof next === 'number' && next >= 1 && setWithin({ ...within, amount: next })}
            />
            <NativeSelect
              label={t('unit')}
              value={within.unit}
              data={units.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
              onChange={(event) => setWithin({ ...within, unit: event.currentTarget.value as Duration['unit'] })}
            />
          </>
        )}
      </div>
      <Where event={draft.event} onChange={(event) => onChange({ ...draft, event })} />
    </>
  );
}

function Where({ event, onChange }: { event: EventMatcher; onChange: (event: EventMatcher) => void }) {
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
