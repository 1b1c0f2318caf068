import type { Clause, EventClause, MeasureName } from '@cairn/rules/contracts/condition.js';
import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { type ConditionContext, counts, type HowOften, howOftenOf, measures, withHowOften } from '../model/clauses.js';
import { subjectOf } from '../model/operators.js';
import { ComparisonFields } from './ComparisonFields.js';
import classes from './Fields.module.css';
import { EventInput, PropertyInput, withWindow } from './NameInputs.js';
import type { NameOf } from './names.js';
import { WhereTree } from './WhereTree.js';
import { WindowFields } from './WindowFields.js';

interface EventFieldsProps {
  clause: EventClause;
  onChange: (clause: Clause) => void;
  nameOf: NameOf;
  context: ConditionContext;
}

/** How often, or what of it; which event, within which time, and what must hold on that same event. */
export function EventFields({ clause, onChange, nameOf, context }: EventFieldsProps) {
  const { t } = useTranslation('segments');
  const { params } = clause;
  const how = howOftenOf(clause);
  const measure = params.measure ?? 'count';
  const set = (next: EventClause['params']): void => onChange({ ...clause, params: next });
  const { property: _property, ...withoutProperty } = params;
  const { where: _where, ...withoutWhere } = params;
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('count')}
        value={how.kind}
        data={[
          ...[...counts, 'times' as const].map((name) => ({ value: name as string, label: t(`builder.count.${name}`) })),
          ...measures.map((name) => ({ value: name as string, label: t(`builder.measure.${name}`) })),
        ]}
        onChange={(event) => onChange(withHowOften(clause, event.currentTarget.value as HowOften))}
      />
      {how.times !== undefined && (
        <>
          <NumberInput
            size="xs"
            w={72}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            aria-label={nameOf('times')}
            value={how.times}
            onChange={(next) => typeof next === 'number' && onChange(withHowOften(clause, how.kind, next))}
          />
          <span className={classes.word}>{t('builder.word.times', { count: how.times })}</span>
        </>
      )}
      {needsProperty(measure) && (
        <>
          <PropertyInput
            label={nameOf('property')}
            value={params.property ?? ''}
            event={params.name}
            onChange={(property) => set(property === '' && (measure === 'first' || measure === 'last') ? withoutProperty : { ...params, property })}
          />
          <span className={classes.word}>{t('builder.word.of')}</span>
        </>
      )}
      <EventInput label={nameOf('event')} value={params.name} onChange={(name) => set({ ...params, name })} />
      <WindowFields value={params.within} onChange={(within) => set(withWindow(params, within))} nameOf={nameOf} />
      {how.times === undefined && how.kind !== 'never' && (
        <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} subject={subjectOf(measure)} context={context} />
      )}
      <WhereTree
        value={params.where}
        event={params.name}
        nameOf={nameOf}
        onChange={(where) => set(where === undefined ? withoutWhere : { ...params, where })}
      />
    </>
  );
}

function needsProperty(measure: MeasureName): boolean {
  return measure !== 'count' && measure !== 'daysSince';
}
