import type { Clause, ClauseValue, OperatorName, PropertyClause, TraitClause, TriggerClause } from '@cairn/rules/contracts/condition.js';
import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { convert, inputOf, typeOf, type ValueType, valueOperators, withOperator } from '../model/clauses.js';
import { NameInput } from './NameInput.js';

type NameOf = (control: string) => string;

export function TraitFields({ clause, onChange, nameOf }: { clause: TraitClause; onChange: (clause: Clause) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  return (
    <>
      <NameInput
        kind="trait"
        label={nameOf('trait')}
        placeholder={t('builder.placeholder.trait')}
        value={clause.params.name}
        onChange={(name) => onChange({ ...clause, params: { name } })}
      />
      {clause.path !== undefined && (
        <TextInput
          size="xs"
          w={150}
          aria-label={nameOf('path')}
          value={clause.path}
          onChange={(event) => onChange({ ...clause, path: event.currentTarget.value })}
        />
      )}
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} />
    </>
  );
}

/** `name` and `timestamp` of the event itself are asked as they are; everything else is one of its properties. */
export function TriggerFields({ clause, onChange, nameOf }: { clause: TriggerClause; onChange: (clause: Clause) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const own = clause.path === 'name' || clause.path === 'timestamp';
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('part')}
        value={own ? clause.path : 'properties'}
        data={['properties', 'name', 'timestamp'].map((part) => ({ value: part, label: t(`builder.part.${part}`) }))}
        onChange={(event) => onChange({ ...clause, path: event.currentTarget.value === 'properties' ? 'properties.' : event.currentTarget.value })}
      />
      {!own && (
        <TextInput
          size="xs"
          w={150}
          aria-label={nameOf('property')}
          placeholder={t('builder.placeholder.property')}
          value={clause.path.replace(/^properties\./, '')}
          onChange={(event) => onChange({ ...clause, path: `properties.${event.currentTarget.value}` })}
        />
      )}
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} />
    </>
  );
}

export function PropertyFields({ clause, onChange, nameOf }: { clause: PropertyClause; onChange: (clause: PropertyClause) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  return (
    <>
      <TextInput
        size="xs"
        w={150}
        aria-label={nameOf('property')}
        placeholder={t('builder.placeholder.property')}
        value={clause.path}
        onChange={(event) => onChange({ ...clause, path: event.currentTarget.value })}
      />
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} />
    </>
  );
}

interface ComparisonProps<T> {
  clause: T;
  onChange: (clause: T) => void;
  nameOf: NameOf;
}

function ComparisonFields<T extends { operator: OperatorName; value?: ClauseValue }>({ clause, onChange, nameOf }: ComparisonProps<T>) {
  const { t } = useTranslation('segments');
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={clause.operator}
        data={valueOperators.map((operator) => ({ value: operator, label: t(`builder.operator.${operator}`) }))}
        onChange={(event) => onChange(withOperator(clause, event.currentTarget.value as OperatorName))}
      />
      <ValueField operator={clause.operator} value={clause.value} onChange={(value) => onChange({ ...clause, value })} nameOf={nameOf} />
    </>
  );
}

interface ValueFieldProps {
  operator: OperatorName;
  value: ClauseValue | undefined;
  onChange: (value: ClauseValue | undefined) => void;
  nameOf: NameOf;
}

function ValueField({ operator, value, onChange, nameOf }: ValueFieldProps) {
  const { t } = useTranslation('segments');
  const input = inputOf(operator);
  const type = typeOf(value);
  const number = (
    <NumberInput
      size="xs"
      w={110}
      hideControls
      aria-label={nameOf('value')}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : convert(next, 'number'))}
    />
  );
  const text = (
    <TextInput
      size="xs"
      w={150}
      aria-label={nameOf('value')}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
  switch (input) {
    case 'none':
      return null;
    case 'number':
      return number;
    case 'text':
      return text;
    case 'date':
      return (
        <TextInput
          size="xs"
          w={190}
          type="datetime-local"
          aria-label={nameOf('value')}
          value={localDate(value)}
          onChange={(event) => onChange(instantOf(event.currentTarget.value))}
        />
      );
    case 'list':
      return (
        <TagsInput
          size="xs"
          miw={180}
          aria-label={nameOf('value')}
          placeholder={t('builder.placeholder.list')}
          value={Array.isArray(value) ? value.map(String) : []}
          // A list of numbers stays one: types are strict.
          onChange={(items) =>
            onChange(
              Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number')
                ? items.map((item) => Number(item)).filter((item) => !Number.isNaN(item))
                : items,
            )
          }
          clearable={false}
        />
      );
    case 'typed':
      return (
        <>
          <NativeSelect
            size="xs"
            aria-label={nameOf('type')}
            value={type}
            data={(['text', 'number', 'boolean'] as const).map((name) => ({ value: name, label: t(`builder.type.${name}`) }))}
            onChange={(event) => onChange(convert(value, event.currentTarget.value as ValueType) ?? (event.currentTarget.value === 'number' ? 0 : ''))}
          />
          {type === 'boolean' ? (
            <NativeSelect
              size="xs"
              aria-label={nameOf('value')}
              value={String(value)}
              data={['true', 'false'].map((name) => ({ value: name, label: t(`sentence.${name === 'true' ? 'yes' : 'no'}`) }))}
              onChange={(event) => onChange(event.currentTarget.value === 'true')}
            />
          ) : type === 'number' ? (
            number
          ) : (
            text
          )}
        </>
      );
  }
}

/** An instant as `datetime-local` wants it, in the viewer's zone. */
function localDate(value: ClauseValue | undefined): string {
  const at = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instantOf(text: string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
