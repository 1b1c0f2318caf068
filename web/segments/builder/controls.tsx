import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ActionProps, type InlineCombinatorProps, RuleGroupHeaderComponents, type ShiftActionsProps, type UseRuleGroup } from 'react-querybuilder';

import classes from './Builder.module.css';

/** "1.2" for the second group of the outermost. */
function groupName(path: number[]): string {
  return ['1', ...path.map((index) => String(index + 1))].join('.');
}

/** The card's heading says how its rows are joined; the library would show that only between rows, as a control repeated. */
export function GroupHeader(props: UseRuleGroup) {
  const { t } = useTranslation('segments');
  const { path, combinator, onCombinatorChange, schema } = props;
  return (
    <>
      <NativeSelect
        aria-label={t('builder.combinatorOf', { group: groupName(path) })}
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

export function AddRule({ handleOnClick, path }: ActionProps) {
  const { t } = useTranslation('segments');
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={16} stroke={1.5} />}
      onClick={(event) => handleOnClick(event)}
      aria-label={path.length === 0 ? undefined : t('builder.addRuleTo', { group: groupName(path) })}
    >
      {t('builder.addRule')}
    </Button>
  );
}

export function AddGroup({ handleOnClick, path }: ActionProps) {
  const { t } = useTranslation('segments');
  if (path.length >= 3) return null;
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<IconFolderPlus size={16} stroke={1.5} />}
      onClick={(event) => handleOnClick(event)}
      aria-label={path.length === 0 ? undefined : t('builder.addGroupTo', { group: groupName(path) })}
    >
      {t('builder.addGroup')}
    </Button>
  );
}

export function RemoveGroup({ handleOnClick, path }: ActionProps) {
  const { t } = useTranslation('segments');
  const name = t('builder.removeGroup', { group: groupName(path) });
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={name} onClick={(event) => handleOnClick(event)}>
        <IconTrash size={16} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}

export function Shift({ shiftUp, shiftDown, shiftUpDisabled, shiftDownDisabled, path }: ShiftActionsProps) {
  const { t } = useTranslation('segments');
  if (path.length === 0 || (shiftUpDisabled && shiftDownDisabled)) return null;
  const up = t('builder.moveUp', { group: groupName(path) });
  const down = t('builder.moveDown', { group: groupName(path) });
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
