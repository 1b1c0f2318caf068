import type { SplitBranch, SplitStep } from '@cairn/workflows/contracts/journey.js';
import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { addBranch } from '../../model/operations.js';
import { phrase } from '../../model/phrase.js';
import { useEditor } from '../../page/EditorContext.js';
import { ConditionField } from '../fields/ConditionField.js';
import styles from '../Inspector.module.css';
import { BranchHead } from './BranchHead.js';
import { BranchName } from './BranchName.js';

/** Ordered branches: the first whose condition holds takes the person. */
export function SplitForm({ step }: { step: SplitStep }) {
  const { t } = useTranslation('journeys');
  const { actions, readOnly } = useEditor();
  const change = (branch: SplitBranch): void => actions.change({ ...step, branches: step.branches.map((each) => (each.id === branch.id ? branch : each)) });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('split.help')}
      </Text>
      {step.branches.map((branch, index) => (
        <section key={branch.id} className={styles.branch} aria-label={t('branch.heading', { number: index + 1 })}>
          <BranchHead stepId={step.id} branchId={branch.id} index={index} count={step.branches.length} />
          <BranchName label={t('branch.name')} branch={branch} onChange={change} />
          <ConditionField
            label={t('branch.conditionOf', { number: index + 1 })}
            value={branch.condition}
            context="trigger"
            onChange={(condition) => change({ ...branch, condition })}
          />
        </section>
      ))}
      {!readOnly && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
          onClick={() => actions.edit((definition) => addBranch(definition, step.id), phrase('undo.addBranch'))}
        >
          {t('branch.add')}
        </Button>
      )}
      <Text size="sm">{t('split.otherwise')}</Text>
    </>
  );
}
