import type { Window } from '@cairn/rules/contracts/condition.js';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Page } from '../../api/client.js';
import { conditionsPath, type SharedConditionItem } from '../../api/conditions.js';
import { useGet } from '../../api/query.js';
import { type SegmentItem, segmentsPath } from '../../api/segments.js';
import { type TagItem, tagsPath } from '../../api/tags.js';
import type { TraitKind } from '../../api/traits.js';
import { useMemberCount } from '../MemberCount.js';
import { exampleText, type Seen, seenOf, useCatalogue, useSeenEvents } from './catalogue.js';
import { SeenInput } from './SeenInput.js';

interface NameProps {
  label: string;
  value: string;
  onChange: (name: string) => void;
}

interface FormNameProps extends NameProps {
  inForm?: boolean;
}

/** The name of an event: exact, or a beginning with a `*`. */
export function EventInput({ label, value, onChange }: NameProps) {
  const { t } = useTranslation('segments');
  return <SeenInput label={label} placeholder={t('builder.placeholder.event')} value={value} seen={useSeenEvents(value)} onChange={onChange} />;
}

interface TraitInputProps extends FormNameProps {
  kind?: Extract<TraitKind, 'trait' | 'computed' | 'accountTrait'>;
  /** Those that hold dates are suggested first. */
  forDate?: boolean;
}

export function TraitInput({ label, value, onChange, kind = 'trait', forDate = false, inForm = false }: TraitInputProps) {
  const { t } = useTranslation('segments');
  const known = useCatalogue({ kind, search: value }).map(seenOf);
  const seen = forDate ? [...known.filter(holdsDate), ...known.filter((each) => !holdsDate(each))] : known;
  return <SeenInput label={label} placeholder={t('builder.placeholder.trait')} value={value} seen={seen} inForm={inForm} onChange={onChange} />;
}

function holdsDate({ types }: Seen): boolean {
  return types.includes('date');
}

/** A property of an event; undefined: of whatever event it will be. */
export function PropertyInput({ label, value, onChange, event, inForm = false }: FormNameProps & { event: string | undefined }) {
  const { t } = useTranslation('segments');
  const known = useCatalogue({ kind: 'property', ...(event !== undefined && event !== '' && !event.endsWith('*') && { event }) }).map(seenOf);
  const byName = new Map(known.map((property) => [property.name, property]));
  const placeholder = t('builder.placeholder.property');
  return <SeenInput label={label} placeholder={placeholder} value={value} seen={[...byName.values()]} onChange={onChange} width={150} inForm={inForm} />;
}

/** Values of a trait or property that were really seen, as text. */
export function useExamples(of: { kind: 'trait' | 'computed' | 'accountTrait' | 'property'; name: string; event?: string } | undefined): string[] {
  const asked = of !== undefined && of.name !== '';
  const known = useCatalogue(
    asked ? { kind: of.kind, search: of.name, ...(of.event !== undefined && !of.event.endsWith('*') && { event: of.event }) } : {},
    asked,
  );
  const texts = known.filter(({ name }) => name === of?.name).flatMap((trait) => seenOf(trait).examples.map(exampleText));
  return [...new Set(texts)];
}

interface KeyProps {
  label: string;
  value: string;
  onChange: (key: string) => void;
}

export function SegmentInput({ label, value, onChange }: KeyProps) {
  const { t } = useTranslation('segments');
  const { data } = useGet<Page<SegmentItem>>(segmentsPath, { query: { limit: 200 } });
  const countOf = useMemberCount();
  const known = (data?.items ?? []).map((segment) => ({
    value: segment.key,
    label: t('builder.segmentWithCount', { name: segment.name, people: countOf(segment) }),
  }));
  return <KeyInput label={label} placeholder={t('builder.placeholder.segment')} value={value} known={known} onChange={onChange} />;
}

export function TagInput({ label, value, onChange }: KeyProps) {
  const { t } = useTranslation('segments');
  const { data } = useGet<Page<TagItem>>(tagsPath, { query: { limit: 200 } });
  const known = (data?.items ?? []).map(({ key, name }) => ({ value: key, label: name }));
  return <KeyInput label={label} placeholder={t('builder.placeholder.tag')} value={value} known={known} onChange={onChange} />;
}

export function ConditionInput({ label, value, onChange }: KeyProps) {
  const { t } = useTranslation('segments');
  const { data } = useGet<Page<SharedConditionItem>>(conditionsPath);
  const known = (data?.items ?? []).map(({ key, name }) => ({ value: key, label: name }));
  return <KeyInput label={label} placeholder={t('builder.placeholder.condition')} value={value} known={known} onChange={onChange} />;
}

/** One of those that exist. What is chosen and gone stays visible, under its key. */
export function KeyInput({ label, placeholder, value, known, onChange }: KeyProps & { placeholder: string; known: { value: string; label: string }[] }) {
  const missing = value !== '' && !known.some((one) => one.value === value) ? [{ value, label: value }] : [];
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      data={[{ value: '', label: placeholder }, ...missing, ...known]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A window of every time is none. */
export function withWindow<T extends { within?: Window }>({ within: _old, ...params }: T, within: Window | undefined): Omit<T, 'within'> & { within?: Window } {
  return within === undefined ? params : { ...params, within };
}
