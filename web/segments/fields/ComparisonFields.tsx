import type { ClauseValue, OperatorName } from '@cairn/rules/contracts/condition.js';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { ConditionContext } from '../model/clauses.js';
import { operatorGroups, operatorsFor, type Subject, withOperator } from '../model/operators.js';
import type { NameOf } from './names.js';
import { ValueField } from './ValueField.js';

interface ComparisonProps<T> {
  clause: T;
  onChange: (clause: T) => void;
  nameOf: NameOf;
  /** What is compared. Default any value. */
  subject?: Subject;
  /** Which other facts there are to compare with; absent: none, as inside a `where`. */
  context?: ConditionContext | undefined;
  /** Values that were really seen. */
  examples?: string[];
}

/** By what, and with what. Another operator keeps the value wherever it still means something. */
export function ComparisonFields<T extends { operator: OperatorName; value?: ClauseValue }>(props: ComparisonProps<T>) {
  const { clause, onChange, nameOf, subject = 'value', context, examples } = props;
  const { t } = useTranslation('segments');
  const allowed: readonly OperatorName[] = operatorsFor[subject];
  const offered = allowed.includes(clause.operator) ? allowed : [clause.operator, ...allowed];
  const groups = operatorGroups
    .map(([group, operators]) => ({
      group: t(`builder.operators.${group}`),
      items: operators.filter((name) => offered.includes(name)).map((name) => ({ value: name as string, label: t(`builder.operator.${name}`) })),
    }))
    .filter(({ items }) => items.length > 0);
  const { value: _value, ...valueless } = clause;
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={clause.operator}
        data={groups}
        onChange={(event) => onChange(withOperator(clause, event.currentTarget.value as OperatorName))}
      />
      <ValueField
        operator={clause.operator}
        value={clause.value}
        numeric={subject === 'number' || subject === 'reading'}
        onChange={(value) => onChange((value === undefined ? valueless : { ...clause, value }) as T)}
        nameOf={nameOf}
        context={context}
        {...(examples && { examples })}
      />
    </>
  );
}
