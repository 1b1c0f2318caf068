import type { Clause, ConditionReference } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleProps } from 'react-querybuilder';

import type { NameOf } from '../fields/names.js';
import { withFact } from '../model/clauses.js';
import { groupAt, isComplete } from '../model/query.js';
import { conditionText } from '../model/sentence.js';
import { FactPicker } from '../picker/FactPicker.js';
import { useSpeaker } from '../useSpeaker.js';
import classes from './Builder.module.css';
import { type BuilderContext, groupName } from './BuilderContext.js';
import { ClauseFields } from './ClauseFields.js';
import { useProblemText } from './useProblemText.js';

/** One condition: fact, what, operator, value, window, wrapping as one line; every control says which condition it belongs to. */
export function ClauseRow({ rule, path, actions, context, shiftUpDisabled, shiftDownDisabled }: RuleProps) {
  const { t } = useTranslation('segments');
  const speaker = useSpeaker();
  const around = context as unknown as BuilderContext;
  const clause = rule.value as Clause | ConditionReference;
  const kind = 'fact' in clause ? clause.fact : 'condition';
  const total = groupAt(around.shown, path.slice(0, -1))?.rules.length ?? 1;
  const place = [...around.base, ...path];
  const position = { n: (path.at(-1) ?? 0) + 1, total, group: groupName(place.slice(0, -1)) };
  const nameOf: NameOf = (control, near) => {
    const named = t(`builder.controls.${control as 'fact'}`);
    return near === undefined ? t('builder.control', { control: named, ...position }) : t('builder.controlIn', { control: named, place: near, ...position });
  };
  const change = (next: Clause | ConditionReference): void => actions.onPropChange('value', next, path);
  const at = place.join('.');
  const note = around.notes.get(at);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows of a group, named by their sentence
    <div className={classes.row} role="group" aria-label={conditionText(clause, speaker)} data-condition={at}>
      <div className={classes.main}>
        <div className={classes.fields}>
          <FactPicker
            fact={kind}
            label={nameOf('fact')}
            context={around.conditionContext}
            onPick={(next) => change('fact' in clause && 'fact' in next ? withFact(clause, next) : next)}
          />
          <ClauseFields clause={clause} onChange={change} nameOf={nameOf} context={around.conditionContext} />
        </div>
        <RowProblems clause={clause} row={at} around={around} />
      </div>
      <Group gap={0} wrap="nowrap">
        {note !== undefined && (
          <span className={classes.note} title={t('builder.noteWhy')}>
            {note}
          </span>
        )}
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

/** What is wrong with a row; of one that is merely not filled in yet, only once somebody asked. */
function RowProblems({ clause, row, around }: { clause: Clause | ConditionReference; row: string; around: BuilderContext }) {
  const textOf = useProblemText();
  const id = useId();
  if (!around.sayAll && !isComplete(clause)) return null;
  const found = around.problems.filter((problem) => problem.row.join('.') === row);
  if (found.length === 0) return null;
  return (
    <ul className={classes.problems} id={id}>
      {[...new Set(found.map(textOf))].map((text) => (
        <li key={text}>
          <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
          <span>{text}</span>
        </li>
      ))}
    </ul>
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
