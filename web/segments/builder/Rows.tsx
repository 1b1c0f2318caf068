import type { Condition } from '@cairn/rules/contracts/condition.js';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { prepareRuleGroup, QueryBuilder, type RuleGroupType } from 'react-querybuilder';

import { newClause } from '../model/clauses.js';
import { type GroupRow, groupAt, ruleOf, toCondition, toQuery, withGroupAt } from '../model/query.js';
import classes from './Builder.module.css';
import type { BuilderContext } from './BuilderContext.js';
import { ClauseRow } from './ClauseRow.js';
import { AddGroup, AddRule, GroupHeader, InlineWord, RemoveGroup, Shift } from './controls.js';
import { GroupCard } from './GroupCard.js';

const controlElements = {
  rule: ClauseRow,
  ruleGroup: GroupCard,
  ruleGroupHeaderElements: GroupHeader,
  inlineCombinator: InlineWord,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeGroupAction: RemoveGroup,
  shiftActions: Shift,
};

interface RowsProps {
  condition: Condition;
  onChange: (condition: Condition) => void;
  around: Omit<BuilderContext, 'shown'>;
}

/** The library keeps the tree and moves rows; every control is ours, because its own are named by `title` alone. */
export function Rows({ condition, onChange, around }: RowsProps) {
  const { t } = useTranslation('segments');
  const [query, setQuery] = useState<GroupRow>(() => withIds(toQuery(condition)));
  const told = useRef<string>(JSON.stringify(condition));
  useEffect(() => {
    // Changed from outside (undo, another tab): show that. Our own echo must not rebuild the rows under the cursor.
    const text = JSON.stringify(condition);
    if (text === told.current) return;
    told.current = text;
    setQuery(withIds(toQuery(condition)));
  }, [condition]);
  const take = (next: GroupRow): void => {
    setQuery(next);
    const changed = toCondition(next);
    const text = JSON.stringify(changed);
    // The library gives rows their ids: no change, and what was saved keeps its form.
    if (text === JSON.stringify(toCondition(query))) return;
    told.current = text;
    onChange(changed);
  };
  const combinators = useMemo(() => (['all', 'any', 'none'] as const).map((name) => ({ name, label: t(`builder.combinator.${name}`) })), [t]);
  const open = groupAt(query, around.base);
  const base = open === undefined ? [] : around.base;
  const shown = open ?? query;
  return (
    <QueryBuilder
      key={base.join('.')}
      query={shown as unknown as RuleGroupType}
      onQueryChange={(next: unknown) => take(withGroupAt(query, base, next as GroupRow))}
      fields={[{ name: 'clause', label: 'clause' }]}
      combinators={combinators}
      controlElements={controlElements as never}
      controlClassnames={{ queryBuilder: classes.root ?? '', ruleGroup: classes.group ?? '', header: classes.header ?? '', body: classes.body ?? '' }}
      suppressStandardClassnames
      showCombinatorsBetweenRules
      showShiftActions
      enableMountQueryChange={false}
      addRuleToNewGroups
      onAddRule={(rule: object) => ({ ...rule, ...ruleOf(newClause(around.conditionContext === 'trigger' ? 'trigger' : 'trait')) }) as never}
      onAddGroup={(group: object) => ({ ...group, combinator: 'any', rules: [{ ...ruleOf(newClause('trait')) }] }) as never}
      context={{ ...around, base, shown }}
    />
  );
}

/** Rows are known by their ids: without, each change would draw them anew, under the cursor of whoever types. */
function withIds(query: GroupRow): GroupRow {
  return prepareRuleGroup(query as unknown as RuleGroupType) as unknown as GroupRow;
}
