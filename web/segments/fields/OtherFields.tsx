import type {
  Clause,
  ConditionReference,
  ConsentClause,
  ContextClause,
  NowClause,
  NowPart,
  RandomClause,
  SegmentClause,
  TagClause,
  TriggerClause,
} from '@cairn/rules/contracts/condition.js';
import { nowParts } from '@cairn/rules/contracts/condition.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { ConditionContext } from '../model/clauses.js';
import { withPart } from '../model/now.js';
import { ComparisonFields } from './ComparisonFields.js';
import { DetailField, DetailsMenu } from './Details.js';
import classes from './Fields.module.css';
import { ConditionInput, PropertyInput, SegmentInput, TagInput } from './NameInputs.js';
import type { NameOf } from './names.js';
import { DurationFields } from './WindowFields.js';

interface FieldsProps<T> {
  clause: T;
  onChange: (clause: Clause) => void;
  nameOf: NameOf;
  context: ConditionContext;
}

/** In a segment, or tagged: yes or no, and for how long. */
export function BelongingFields({ clause, onChange, nameOf }: FieldsProps<SegmentClause | TagClause>) {
  const { t } = useTranslation('segments');
  const { params, fact } = clause;
  const { for: length, ...withoutFor } = params;
  const Input = fact === 'segment' ? SegmentInput : TagInput;
  const set = (next: SegmentClause['params']): void => onChange({ ...clause, params: next });
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={String(clause.value)}
        data={['true', 'false'].map((value) => ({ value, label: t(`builder.${fact}.${value as 'true'}`) }))}
        onChange={(event) => onChange({ ...clause, value: event.currentTarget.value === 'true' })}
      />
      <Input label={nameOf(fact)} value={params.key} onChange={(key) => set({ ...params, key })} />
      {length !== undefined && (
        <DetailField word={t('builder.word.forAtLeast')} removeLabel={nameOf('removeFor')} onRemove={() => set(withoutFor)}>
          <DurationFields value={length} onChange={(next) => set({ ...params, for: next })} nameOf={nameOf} controls={['forAmount', 'forUnit']} />
        </DetailField>
      )}
      <DetailsMenu
        nameOf={nameOf}
        // Since when somebody is outside a segment is not kept.
        details={[
          length === undefined &&
            (fact === 'tag' || clause.value) && { label: t('builder.detail.for'), add: () => set({ ...params, for: { amount: 7, unit: 'day' } }) },
        ]}
      />
    </>
  );
}

const channels = ['email'];

export function ConsentFields({ clause, onChange, nameOf }: FieldsProps<ConsentClause>) {
  const { t } = useTranslation('segments');
  const { channel, topic } = clause.params;
  const set = (params: ConsentClause['params']): void => onChange({ ...clause, params });
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={String(clause.value)}
        data={['true', 'false'].map((value) => ({ value, label: t(`builder.consent.${value as 'true'}`) }))}
        onChange={(event) => onChange({ ...clause, value: event.currentTarget.value === 'true' })}
      />
      <NativeSelect
        size="xs"
        aria-label={nameOf('channel')}
        value={channel}
        data={[...new Set([...channels, channel])].map((name) => ({
          value: name,
          label: channels.includes(name) ? t(`builder.channel.${name as 'email'}`) : name,
        }))}
        onChange={(event) => set({ ...clause.params, channel: event.currentTarget.value })}
      />
      {topic !== undefined && (
        <DetailField word={t('builder.word.about')} removeLabel={nameOf('removeTopic')} onRemove={() => set({ channel })}>
          <TextInput
            size="xs"
            w={150}
            aria-label={nameOf('topic')}
            maxLength={512}
            value={topic}
            onChange={(event) => set({ channel, topic: event.currentTarget.value })}
          />
        </DetailField>
      )}
      <DetailsMenu nameOf={nameOf} details={[topic === undefined && { label: t('builder.detail.topic'), add: () => set({ channel, topic: '' }) }]} />
    </>
  );
}

/** What time it is, on the person's clocks. */
export function NowFields({ clause, onChange, nameOf, context }: FieldsProps<NowClause>) {
  const { t } = useTranslation('segments');
  const { part } = clause.params;
  const subject = part === 'instant' ? 'instant' : part === 'date' ? 'date' : 'number';
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('part')}
        value={part}
        data={nowParts.map((name) => ({ value: name, label: t(`builder.now.${name}`) }))}
        onChange={(event) => onChange(withPart(clause, event.currentTarget.value as NowPart))}
      />
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} subject={subject} context={context} />
    </>
  );
}

/** A share of all people that is the same for ever: "less than 10" is a tenth. */
export function RandomFields({ clause, onChange, nameOf }: FieldsProps<RandomClause>) {
  const { t } = useTranslation('segments');
  return (
    <>
      <TextInput
        size="xs"
        w={150}
        aria-label={nameOf('salt')}
        placeholder={t('builder.placeholder.salt')}
        maxLength={512}
        value={clause.params.salt}
        onChange={(event) => onChange({ ...clause, params: { salt: event.currentTarget.value } })}
      />
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} subject="number" />
      <span className={classes.word}>{t('builder.word.percent')}</span>
    </>
  );
}

/** `name` and `timestamp` of the event itself are asked as they are; everything else is one of its properties. */
export function TriggerFields({ clause, onChange, nameOf, context }: FieldsProps<TriggerClause>) {
  const { t } = useTranslation('segments');
  const own = clause.path === 'name' || clause.path === 'timestamp';
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('part')}
        value={own ? clause.path : 'properties'}
        data={['properties', 'name', 'timestamp'].map((part) => ({ value: part, label: t(`builder.part.${part as 'name'}`) }))}
        onChange={(event) => onChange({ ...clause, path: event.currentTarget.value === 'properties' ? 'properties.' : event.currentTarget.value })}
      />
      {!own && (
        <PropertyInput
          label={nameOf('property')}
          value={clause.path.replace(/^properties\./, '')}
          event={undefined}
          onChange={(property) => onChange({ ...clause, path: `properties.${property}` })}
        />
      )}
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} context={context} />
    </>
  );
}

export function ContextFields({ clause, onChange, nameOf, context }: FieldsProps<ContextClause>) {
  const { t } = useTranslation('segments');
  return (
    <>
      <TextInput
        size="xs"
        w={170}
        aria-label={nameOf('path')}
        placeholder={t('builder.placeholder.context')}
        maxLength={512}
        value={clause.path}
        onChange={(event) => onChange({ ...clause, path: event.currentTarget.value })}
      />
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} context={context} />
    </>
  );
}

export function NamedFields({ clause, onChange, nameOf }: { clause: ConditionReference; onChange: (clause: ConditionReference) => void; nameOf: NameOf }) {
  return <ConditionInput label={nameOf('named')} value={clause.condition} onChange={(condition) => onChange({ condition })} />;
}
