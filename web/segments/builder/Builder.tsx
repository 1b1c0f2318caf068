import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Button, Group } from '@mantine/core';
import { IconBraces, IconForms } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryBuilder, type RuleGroupType } from 'react-querybuilder';

import { type ConditionContext, newClause } from '../model/clauses.js';
import { type GroupRow, ruleOf, toCondition, toQuery } from '../model/query.js';
import classes from './Builder.module.css';
import { ClauseRow } from './ClauseRow.js';
import { AddGroup, AddRule, GroupHeader, InlineWord, RemoveGroup, Shift } from './controls.js';
import { JsonCondition } from './JsonCondition.js';

const controlElements = {
  rule: ClauseRow,
  ruleGroupHeaderElements: GroupHeader,
  inlineCombinator: InlineWord,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeGroupAction: RemoveGroup,
  shiftActions: Shift,
};

export interface ConditionBuilderProps {
  value: Condition;
  /** With every change; half-made rows included ({@link isComplete} tells). */
  onChange: (condition: Condition) => void;
  /** `trigger`: the event that started the run may be asked too. */
  context?: ConditionContext;
  /** Names the whole group for screen readers. */
  label?: string;
}

/** The library keeps the tree and moves rows; every control is ours, because its own are named by `title` alone. */
export function Builder({ value, onChange, context = 'person', label }: ConditionBuilderProps) {
  const { t } = useTranslation('segments');
  const [asJson, setAsJson] = useState(false);
  const [query, setQuery] = useState<GroupRow>(() => toQuery(value));
  const emitted = useRef<string>(JSON.stringify(value));
  useEffect(() => {
    // Changed from outside (undo, another tab): show that. Our own echo must not rebuild the rows under the cursor.
    const text = JSON.stringify(value);
    if (text === emitted.current) return;
    emitted.current = text;
    setQuery(toQuery(value));
  }, [value]);
  const emit = (condition: Condition): void => {
    const text = JSON.stringify(condition);
    if (text === emitted.current) return;
    emitted.current = text;
    onChange(condition);
  };
  const combinators = useMemo(() => (['all', 'any', 'none'] as const).map((name) => ({ name, label: t(`builder.combinator.${name}`) })), [t]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a card in every browser
    <div role="group" aria-label={label ?? t('builder.label')} className={classes.builder}>
      {asJson ? (
        <JsonCondition
          value={toCondition(query)}
          onChange={(condition) => {
            setQuery(toQuery(condition));
            emit(condition);
          }}
        />
      ) : (
        <QueryBuilder
          query={query as unknown as RuleGroupType}
          onQueryChange={(next: unknown) => {
            setQuery(next as GroupRow);
            emit(toCondition(next as GroupRow));
          }}
          fields={[{ name: 'clause', label: 'clause' }]}
          combinators={combinators}
          controlElements={controlElements as never}
          controlClassnames={{ queryBuilder: classes.root ?? '', ruleGroup: classes.group ?? '', header: classes.header ?? '', body: classes.body ?? '' }}
          suppressStandardClassnames
          showCombinatorsBetweenRules
          showShiftActions
          enableMountQueryChange={false}
          addRuleToNewGroups
          onAddRule={(rule: object) => ({ ...rule, ...ruleOf(newClause(context === 'trigger' ? 'trigger' : 'trait')) }) as never}
          onAddGroup={(group: object) => ({ ...group, combinator: 'any', rules: [{ ...ruleOf(newClause('trait')) }] }) as never}
          context={{ conditionContext: context }}
        />
      )}
      <Group justify="flex-end">
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={asJson ? <IconForms size={16} stroke={1.5} /> : <IconBraces size={16} stroke={1.5} />}
          onClick={() => setAsJson((json) => !json)}
        >
          {t(asJson ? 'builder.asForm' : 'builder.asJson')}
        </Button>
      </Group>
    </div>
  );
}
