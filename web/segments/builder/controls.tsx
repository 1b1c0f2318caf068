import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ActionProps, type InlineCombinatorProps, RuleGroupHeaderComponents, type ShiftActionsProps, type UseRuleGroup } from 'react-querybuilder';

import classes from './Builder.module.css';
import { type BuilderContext, groupName } from './BuilderContext.js';

function nameOf({ path, context }: { path: number[]; context?: unknown }): string {
  return groupName([...((context as BuilderContext | undefined)?.base ?? []), ...path]);
}

/** The card's heading says how its rows are joined; the library would show that only between rows, as a control repeated. */
export function GroupHeader(props: UseRuleGroup) {
  const { t } = useTranslation('segments');
  const { combinator, onCombinatorChange, schema } = props;
  return (
    <>
      <NativeSelect
        aria-label={t('builder.combinatorOf', { group: nameOf(props) })}
        value={combinator}
        data={(schema.combinators as { name: string; label: string }[]).map((option) => ({ value: option.name, label: option.label }))}
        onChange={(event) => onCombinatorChange(event.currentTarget.value)}
        size="xs"
        classNames={{ input: classes.combinator ?? '' }}
      />
      <RuleGroupHeaderComponents {...props} />
    </>
  );
}

/** The word between two rows. Not a control: it follows the card's heading. */
export function InlineWord({ value }: InlineCombinatorProps) {
  const { t } = useTranslation('segments');
  return <div className={classes.between}>{t(`builder.between.${String(value ?? 'all')}`)}</div>;
}

export function AddRule(props: ActionProps) {
  const { handleOnClick, path } = props;
  const { t } = useTranslation('segments');
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={16} stroke={1.5} />}
      onClick={(event) => handleOnClick(event)}
      aria-label={path.length === 0 ? undefined : t('builder.addRuleTo', { group: nameOf(props) })}
    >
      {t('builder.addRule')}
    </Button>
  );
}

export function AddGroup(props: ActionProps) {
  const { handleOnClick, path } = props;
  const { t } = useTranslation('segments');
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<IconFolderPlus size={16} stroke={1.5} />}
      onClick={(event) => handleOnClick(event)}
      aria-label={path.length === 0 ? undefined : t('builder.addGroupTo', { group: nameOf(props) })}
    >
      {t('builder.addGroup')}
    </Button>
  );
}

export function RemoveGroup(props: ActionProps) {
  const { handleOnClick } = props;
  const { t } = useTranslation('segments');
  const name = t('builder.removeGroup', { group: nameOf(props) });
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={name} onClick={(event) => handleOnClick(event)}>
        <IconTrash size={16} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}

export function Shift(props: ShiftActionsProps) {
  const { shiftUp, shiftDown, shiftUpDisabled, shiftDownDisabled, path } = props;
  const { t } = useTranslation('segments');
  if (path.length === 0 || (shiftUpDisabled && shiftDownDisabled)) return null;
  const up = t('builder.moveUp', { group: nameOf(props) });
  const down = t('builder.moveDown', { group: nameOf(props) });
  return (
    <>
      {!shiftUpDisabled && (
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={up} title={up} onClick={() => shiftUp?.()}>
          <IconArrowUp size={16} stroke={1.5} />
        </ActionIcon>
      )}
      {!shiftDownDisabled && (
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={down} title={down} onClick={() => shiftDown?.()}>
          <IconArrowDown size={16} stroke={1.5} />
        </ActionIcon>
      )}
    </>
  );
}
