import type { Clause, ConditionReference } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Group, NativeSelect, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { findPath, getParentPath, isRuleGroup, type RuleProps } from 'react-querybuilder';

import { type ConditionContext, type Fact, factsOf, isPlain, newClause } from '../model/clauses.js';
import { conditionText } from '../model/sentence.js';
import { useSpeaker } from '../useSpeaker.js';
import classes from './Builder.module.css';
import { EventFields } from './EventFields.js';
import { JsonCondition } from './JsonCondition.js';
import { SegmentFields } from './SegmentFields.js';
import { TraitFields, TriggerFields } from './ValueFields.js';

/** One condition: fact, what, operator, value, window, wrapping as one line; every control says which condition it belongs to. */
export function ClauseRow({ rule, path, actions, schema, context, shiftUpDisabled, shiftDownDisabled }: RuleProps) {
  const { t } = useTranslation('segments');
  const speaker = useSpeaker();
  const clause = rule.value as Clause | ConditionReference;
  const kind = 'fact' in clause ? clause.fact : 'condition';
  const parent = findPath(getParentPath(path), schema.getQuery());
  const total = parent !== null && isRuleGroup(parent) ? parent.rules.length : 1;
  const group = ['1', ...getParentPath(path).map((index) => String(index + 1))].join('.');
  const position = { n: (path.at(-1) ?? 0) + 1, total, group };
  const nameOf = (control: string): string => t('builder.control', { control: t(`builder.controls.${control}`), ...position });
  const change = (next: Clause | ConditionReference): void => actions.onPropChange('value', next, path);
  const facts = factsOf((context as { conditionContext?: ConditionContext } | undefined)?.conditionContext ?? 'person');
  const sentence = conditionText(clause, speaker);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows of a group, named by their sentence
    <div className={classes.row} role="group" aria-label={sentence} data-condition={path.join('.')}>
      <div className={classes.fields}>
        <NativeSelect
          size="xs"
          aria-label={nameOf('fact')}
          value={kind}
          data={[...new Set([kind, ...facts])].map((fact) => ({ value: fact, label: t(`builder.fact.${fact}`) }))}
          onChange={(event) => change(newClause(event.currentTarget.value as Fact))}
        />
        {!('fact' in clause && isPlain(clause)) ? (
          <JsonCondition value={clause} onChange={(next) => ('fact' in next || 'condition' in next) && change(next)} />
        ) : clause.fact === 'trait' ? (
          <TraitFields clause={clause} onChange={change} nameOf={nameOf} />
        ) : clause.fact === 'trigger' ? (
          <TriggerFields clause={clause} onChange={change} nameOf={nameOf} />
        ) : clause.fact === 'segment' ? (
          <SegmentFields clause={clause} onChange={change} nameOf={nameOf} />
        ) : (
          <EventFields clause={clause} onChange={change} nameOf={nameOf} />
        )}
      </div>
      <Group gap={0} wrap="nowrap">
        {shiftUpDisabled !== true && total > 1 && (
          <RowAction icon={<IconArrowUp size={16} stroke={1.5} />} name={nameOf('moveUp')} onClick={() => actions.moveRule(path, 'up')} />
        )}
        {shiftDownDisabled !== true && total > 1 && (
          <RowAction icon={<IconArrowDown size={16} stroke={1.5} />} name={nameOf('moveDown')} onClick={() => actions.moveRule(path, 'down')} />
        )}
        <RowAction icon={<IconTrash size={16} stroke={1.5} />} name={nameOf('remove')} onClick={() => actions.onRuleRemove(path)} />
      </Group>
    </div>
  );
}

function RowAction({ icon, name, onClick }: { icon: ReactNode; name: string; onClick: () => void }) {
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={name} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
