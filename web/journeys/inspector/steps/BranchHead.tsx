import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { moveBranch, removeBranch } from '../../model/operations.js';
import { phrase } from '../../model/phrase.js';
import { useEditor } from '../../page/EditorContext.js';
import styles from '../Inspector.module.css';

interface BranchHeadProps {
  stepId: string;
  branchId: string;
  index: number;
  count: number;
  /** Chance decides, not the order; one way alone would be no split. */
  byChance?: boolean;
}

/** "Branch 1" with what can be done to it. */
export function BranchHead({ stepId, branchId, index, count, byChance = false }: BranchHeadProps) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const number = index + 1;
  const [earlier, later] = byChance
    ? [t('branch.moveUp', { number }), t('branch.moveDown', { number })]
    : [t('branch.up', { number }), t('branch.down', { number })];
  return (
    <div className={styles.branchHead}>
      <h3>{t('branch.heading', { number })}</h3>
      <Tooltip label={earlier}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={earlier}
          disabled={index === 0}
          onClick={() => actions.edit((definition) => moveBranch(definition, stepId, branchId, -1), phrase('undo.moveBranch'))}
        >
          <IconArrowUp size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={later}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={later}
          disabled={index === count - 1}
          onClick={() => actions.edit((definition) => moveBranch(definition, stepId, branchId, 1), phrase('undo.moveBranch'))}
        >
          <IconArrowDown size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('branch.remove', { number })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('branch.remove', { number })}
          disabled={count === (byChance ? 2 : 1)}
          onClick={() => actions.edit((definition) => removeBranch(definition, stepId, branchId), phrase('undo.removeBranch'))}
        >
          <IconTrash size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
