import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Button } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { RuleGroup, type RuleGroupProps } from 'react-querybuilder';

import { type GroupRow, toCondition } from '../model/query.js';
import { conditionText } from '../model/sentence.js';
import { useSpeaker } from '../useSpeaker.js';
import classes from './Builder.module.css';
import { type BuilderContext, groupName } from './BuilderContext.js';
import { RemoveGroup, Shift } from './controls.js';

/** Cards in cards in cards: below that nobody sees what belongs where. */
export const deepestShown = 3;

/** A group as a card; one deeper than three cards is told as a sentence, and opens on its own. */
export function GroupCard(props: RuleGroupProps) {
  return props.path.length < deepestShown ? <RuleGroup {...props} /> : <ClosedGroup {...props} />;
}

function ClosedGroup(props: RuleGroupProps) {
  const { t } = useTranslation('segments');
  const speaker = useSpeaker();
  const { path, ruleGroup, actions, context, schema } = props;
  const around = context as unknown as BuilderContext;
  const place = [...around.base, ...path];
  const condition: Condition = toCondition(ruleGroup as unknown as GroupRow);
  const group = groupName(place);
  const shared = { path, schema, context, rules: [], level: path.length } as never as object;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card among cards, named by its sentence
    <div className={classes.closed} role="group" aria-label={t('builder.groupNamed', { group })} data-condition={place.join('.')}>
      <span className={classes.closedText}>{conditionText(condition, speaker)}</span>
      <Button size="xs" variant="default" leftSection={<IconFolderOpen size={16} stroke={1.5} />} onClick={() => around.open(place)}>
        {t('builder.openGroup', { group })}
      </Button>
      <Shift
        {...(shared as Parameters<typeof Shift>[0])}
        shiftUpDisabled={props.shiftUpDisabled ?? false}
        shiftDownDisabled={props.shiftDownDisabled ?? false}
        shiftUp={() => actions.moveRule(path, 'up')}
        shiftDown={() => actions.moveRule(path, 'down')}
      />
      <RemoveGroup {...(shared as Parameters<typeof RemoveGroup>[0])} handleOnClick={() => actions.onGroupRemove(path)} />
    </div>
  );
}
