import type { Clause, ComputedClause, DateReading, TraitClause } from '@cairn/rules/contracts/condition.js';
import { dateReadings } from '@cairn/rules/contracts/condition.js';
import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { ConditionContext } from '../model/clauses.js';
import { withReading, withTraitWhere } from '../model/trait-ways.js';
import { ComparisonFields } from './ComparisonFields.js';
import { DetailField, DetailsMenu } from './Details.js';
import classes from './Fields.module.css';
import { TraitInput, useExamples } from './NameInputs.js';
import type { NameOf } from './names.js';
import { YesNoField } from './ValueField.js';
import { WhereTree } from './WhereTree.js';
import { DurationFields } from './WindowFields.js';

interface FieldsProps<T> {
  clause: T;
  onChange: (clause: Clause) => void;
  nameOf: NameOf;
  context: ConditionContext;
}

/** A trait: its value, a part of it, days since it, how long it has been so, or what must hold of its elements. */
export function TraitFields({ clause, onChange, nameOf, context }: FieldsProps<TraitClause>) {
  const { t } = useTranslation('segments');
  const { params } = clause;
  const { for: length, where, as } = params;
  const examples = useExamples(clause.path === undefined && as === undefined ? { kind: 'trait', name: params.name } : undefined);
  const { for: _for, ...withoutFor } = params;
  const free = length === undefined && where === undefined && as === undefined;
  return (
    <>
      <ReadingField clause={clause} onChange={onChange} nameOf={nameOf} />
      <TraitInput label={nameOf('trait')} value={params.name} onChange={(name) => onChange({ ...clause, params: { ...params, name } })} />
      <PathField clause={clause} onChange={onChange} nameOf={nameOf} />
      {where === undefined ? (
        <ComparisonFields
          clause={clause}
          onChange={onChange}
          nameOf={nameOf}
          subject={as === undefined ? 'value' : 'reading'}
          context={context}
          examples={examples}
        />
      ) : (
        <>
          <span className={classes.word}>{t('builder.word.holdsOne')}</span>
          <YesNoField value={clause.value !== false} onChange={(value) => onChange({ ...clause, value })} nameOf={nameOf} />
          <WhereTree value={where} nameOf={nameOf} onChange={(next) => onChange(withTraitWhere(clause, next))} />
        </>
      )}
      {length !== undefined && (
        <DetailField word={t('builder.word.forAtLeast')} removeLabel={nameOf('removeFor')} onRemove={() => onChange({ ...clause, params: withoutFor })}>
          <DurationFields
            value={length}
            onChange={(next) => onChange({ ...clause, params: { ...params, for: next } })}
            nameOf={nameOf}
            controls={['forAmount', 'forUnit']}
          />
        </DetailField>
      )}
      <DetailsMenu
        nameOf={nameOf}
        details={[
          clause.path === undefined && { label: t('builder.detail.path'), add: () => onChange({ ...clause, path: '' }) },
          free && { label: t('builder.detail.for'), add: () => onChange({ ...clause, params: { ...params, for: { amount: 7, unit: 'day' } } }) },
          free && { label: t('builder.detail.reading'), add: () => onChange(withReading(clause, 'daysSince')) },
          free && {
            label: t('builder.detail.elements'),
            add: () => onChange(withTraitWhere(clause, { all: [{ fact: 'property', path: '*', operator: 'equal', value: '' }] })),
          },
        ]}
      />
    </>
  );
}

/** A computed trait, or a score. */
export function ComputedFields({ clause, onChange, nameOf, context }: FieldsProps<ComputedClause>) {
  const { t } = useTranslation('segments');
  const { params } = clause;
  const examples = useExamples({ kind: 'computed', name: params.name });
  return (
    <>
      <ReadingField clause={clause} onChange={onChange} nameOf={nameOf} />
      <TraitInput kind="computed" label={nameOf('computed')} value={params.name} onChange={(name) => onChange({ ...clause, params: { ...params, name } })} />
      <PathField clause={clause} onChange={onChange} nameOf={nameOf} />
      <ComparisonFields
        clause={clause}
        onChange={onChange}
        nameOf={nameOf}
        subject={params.as === undefined ? 'value' : 'reading'}
        context={context}
        examples={examples}
      />
      <DetailsMenu
        nameOf={nameOf}
        details={[
          clause.path === undefined && { label: t('builder.detail.path'), add: () => onChange({ ...clause, path: '' }) },
          params.as === undefined && { label: t('builder.detail.reading'), add: () => onChange(withReading(clause, 'daysSince')) },
        ]}
      />
    </>
  );
}

function ReadingField<T extends TraitClause | ComputedClause>({ clause, onChange, nameOf }: Pick<FieldsProps<T>, 'clause' | 'onChange' | 'nameOf'>) {
  const { t } = useTranslation('segments');
  if (clause.params.as === undefined) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={nameOf('reading')}
      value={clause.params.as}
      data={[{ value: '', label: t('builder.reading.none') }, ...dateReadings.map((as) => ({ value: as as string, label: t(`builder.reading.${as}`) }))]}
      onChange={(event) => onChange(withReading(clause, (event.currentTarget.value || undefined) as DateReading | undefined))}
    />
  );
}

function PathField<T extends TraitClause | ComputedClause>({ clause, onChange, nameOf }: Pick<FieldsProps<T>, 'clause' | 'onChange' | 'nameOf'>) {
  const { t } = useTranslation('segments');
  const { path, ...withoutPath } = clause;
  if (path === undefined) return null;
  return (
    <DetailField word={t('builder.word.part')} removeLabel={nameOf('removePath')} onRemove={() => onChange(withoutPath as T)}>
      <TextInput
        size="xs"
        w={130}
        aria-label={nameOf('path')}
        placeholder={t('builder.placeholder.path')}
        maxLength={512}
        value={path}
        onChange={(event) => onChange({ ...clause, path: event.currentTarget.value })}
      />
    </DetailField>
  );
}
