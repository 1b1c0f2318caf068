import type { ClauseValue, Duration, GeoArea, OperatorName, PlainClauseValue, Reference, Window } from '@cairn/rules/contracts/condition.js';
import { Autocomplete, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { ConditionContext } from '../model/clauses.js';
import {
  asNumber,
  canRefer,
  convert,
  isReference,
  kindOf,
  type ReferenceKind,
  referenceKinds,
  referenceTo,
  referredTo,
  takesOf,
  type ValueKind,
  valueKinds,
} from '../model/operators.js';
import classes from './Fields.module.css';
import { TraitInput } from './NameInputs.js';
import type { NameOf } from './names.js';
import { DurationFields, WindowFields } from './WindowFields.js';

interface ValueFieldProps {
  operator: OperatorName;
  value: ClauseValue | undefined;
  onChange: (value: ClauseValue | undefined) => void;
  nameOf: NameOf;
  /** Numbers only: of a count, a sum, days. */
  numeric?: boolean;
  context?: ConditionContext | undefined;
  examples?: string[];
}

/** The field that an operator's value needs, and beside it what kind of value it is, where there is a choice. */
export function ValueField(props: ValueFieldProps) {
  const { operator, value, onChange, nameOf } = props;
  const takes = takesOf(operator);
  if (takes === 'none') return null;
  if (takes === 'window') return <WindowFields value={value as Window | undefined} onChange={(window) => onChange(window)} nameOf={nameOf} optional={false} />;
  if (takes === 'duration') return <DurationFields value={(value as Duration | undefined) ?? { amount: 7, unit: 'day' }} onChange={onChange} nameOf={nameOf} />;
  if (takes === 'area') return <AreaFields value={value as GeoArea | undefined} onChange={onChange} nameOf={nameOf} />;
  return (
    <>
      {isReference(value) ? <ReferenceField value={value} onChange={onChange} nameOf={nameOf} /> : <PlainField {...props} />}
      <KindField {...props} />
    </>
  );
}

function PlainField({ operator, value, onChange, nameOf, numeric = false, examples = [] }: ValueFieldProps) {
  const takes = takesOf(operator);
  const kind = kindOf(value);
  if (takes === 'list' || takes === 'ranges') return <ListField value={value} onChange={onChange} nameOf={nameOf} numeric={numeric} examples={examples} />;
  if (takes === 'number' || (takes === 'plain' && (numeric || kind === 'number'))) {
    return (
      <NumberInput
        size="xs"
        w={110}
        hideControls
        aria-label={nameOf('value')}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(asNumber(next))}
      />
    );
  }
  if (takes === 'instant') return <InstantField value={value} onChange={onChange} nameOf={nameOf} />;
  if (takes === 'plain' && kind === 'boolean') return <YesNoField value={value === true} onChange={onChange} nameOf={nameOf} />;
  if (takes === 'plain' && kind === 'null') return null;
  return (
    <Autocomplete
      size="xs"
      w={150}
      aria-label={nameOf('value')}
      maxLength={2_000}
      value={typeof value === 'string' ? value : ''}
      data={examples}
      onChange={onChange}
      comboboxProps={{ width: 240, position: 'bottom-start', keepMounted: false }}
    />
  );
}

export function YesNoField({ value, onChange, nameOf }: { value: boolean; onChange: (value: boolean) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  return (
    <NativeSelect
      size="xs"
      aria-label={nameOf('value')}
      value={String(value)}
      data={[
        { value: 'true', label: t('sentence.yes') },
        { value: 'false', label: t('sentence.no') },
      ]}
      onChange={(event) => onChange(event.currentTarget.value === 'true')}
    />
  );
}

/** Text, number, yes or no, nothing, or another fact: `"9"` and 9 are different questions. */
function KindField({ operator, value, onChange, nameOf, numeric = false, context }: ValueFieldProps) {
  const { t } = useTranslation('segments');
  const takes = takesOf(operator);
  const isList = Array.isArray(value) || ((takes === 'list' || takes === 'ranges') && !isReference(value));
  const kind = isList ? (isNumbers(value) || numeric ? 'number' : 'text') : takes === 'plain' || isReference(value) ? kindOf(value) : 'fixed';
  const plain: (ValueKind | 'fixed')[] =
    takes === 'plain' && !numeric
      ? [...valueKinds]
      : takes === 'list' && !numeric
        ? ['text', 'number']
        : numeric && (takes === 'plain' || takes === 'list')
          ? ['number']
          : ['fixed'];
  const references: readonly ReferenceKind[] =
    context === undefined || !canRefer(operator) ? [] : context === 'trigger' ? referenceKinds : referenceKinds.slice(0, 2);
  const offered = [...new Set<ValueKind | 'fixed'>([...plain, ...references, kind])];
  if (offered.length < 2) return null;
  const change = (next: ValueKind | 'fixed'): void => {
    if (next === 'fixed') onChange(undefined);
    else if (isList && (next === 'text' || next === 'number')) onChange(convertList(value, next));
    else if (takes === 'list' && (next === 'text' || next === 'number')) onChange([]);
    else onChange(convert(Array.isArray(value) ? value[0] : value, next) ?? (next === 'number' ? 0 : ''));
  };
  return (
    <NativeSelect
      size="xs"
      className={classes.kind ?? ''}
      aria-label={nameOf('type')}
      value={kind}
      data={offered.map((name) => ({ value: name, label: t(`builder.type.${name}`) }))}
      onChange={(event) => change(event.currentTarget.value as ValueKind | 'fixed')}
    />
  );
}

function isNumbers(value: ClauseValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
}

/** What cannot be the other kind stays what it is: nothing that was typed is lost by a look at the menu. */
function convertList(value: ClauseValue | undefined, kind: 'text' | 'number'): PlainClauseValue[] {
  const items = Array.isArray(value) ? value : [];
  return items.map((item) => (kind === 'text' ? String(item) : (asNumber(item) ?? item)));
}

interface ListFieldProps extends Pick<ValueFieldProps, 'value' | 'onChange' | 'nameOf'> {
  numeric: boolean;
  examples: string[];
}

function ListField({ value, onChange, nameOf, numeric, examples }: ListFieldProps) {
  const { t } = useTranslation('segments');
  const items = Array.isArray(value) ? value : [];
  const asNumbers = numeric || isNumbers(value);
  return (
    <TagsInput
      size="xs"
      miw={180}
      aria-label={nameOf('value')}
      placeholder={items.length === 0 ? t('builder.placeholder.list') : ''}
      value={items.map(String)}
      data={examples}
      maxTags={1_000}
      onChange={(texts) => onChange(asNumbers ? texts.flatMap((text) => asNumber(text) ?? []) : texts.map((text) => kept(items, text)))}
      clearable={false}
      comboboxProps={{ keepMounted: false }}
    />
  );
}

/** An entry that was there keeps its type: yes is not "true". */
function kept(items: PlainClauseValue[], text: string): PlainClauseValue {
  return items.find((item) => String(item) === text) ?? text;
}

function InstantField({ value, onChange, nameOf }: Pick<ValueFieldProps, 'value' | 'onChange' | 'nameOf'>) {
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

function ReferenceField({ value, onChange, nameOf }: { value: Reference; onChange: (value: ClauseValue) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const kind = kindOf(value) as ReferenceKind;
  const set = (name: string): void => onChange({ ...value, ...referenceTo(kind, name) } as Reference);
  if (kind === 'trait' || kind === 'computed') return <TraitInput kind={kind} label={nameOf('value')} value={referredTo(value)} onChange={set} />;
  return (
    <TextInput
      size="xs"
      w={150}
      aria-label={nameOf('value')}
      placeholder={t('builder.placeholder.property')}
      maxLength={512}
      value={referredTo(value)}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

function AreaFields({ value, onChange, nameOf }: { value: GeoArea | undefined; onChange: (value: GeoArea) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const area = value ?? { latitude: 0, longitude: 0, km: 10 };
  const field = (part: keyof GeoArea, [min, max]: [number, number], w: number) => (
    <NumberInput
      size="xs"
      w={w}
      hideControls
      min={min}
      max={max}
      decimalScale={6}
      aria-label={nameOf(part)}
      value={area[part]}
      onChange={(next) => typeof next === 'number' && onChange({ ...area, [part]: next })}
    />
  );
  return (
    <>
      <span className={classes.word}>{t('builder.word.atMostKm')}</span>
      {field('km', [0, 21_000], 80)}
      <span className={classes.word}>{t('builder.word.kmFrom')}</span>
      {field('latitude', [-90, 90], 100)}
      {field('longitude', [-180, 180], 100)}
    </>
  );
}
