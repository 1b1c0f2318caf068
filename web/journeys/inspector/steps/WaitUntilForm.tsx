import type { WaitBranch, WaitUntilStep } from '@cairn/workflows/contracts/journey.js';
import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { addBranch } from '../../model/operations.js';
import { phrase } from '../../model/phrase.js';
import { useEditor } from '../../page/EditorContext.js';
import { DurationField } from '../fields/DurationField.js';
import { EventOrCondition } from '../fields/EventOrCondition.js';
import styles from '../Inspector.module.css';
import { BranchHead } from './BranchHead.js';
import { BranchName } from './BranchName.js';

/** The first of several; at most so long. */
export function WaitUntilForm({ step }: { step: WaitUntilStep }) {
  const { t } = useTranslation('journeys');
  const { actions, readOnly } = useEditor();
  const change = (branch: WaitBranch): void => actions.change({ ...step, branches: step.branches.map((each) => (each.id === branch.id ? branch : each)) });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('waitUntil.help')}
      </Text>
      {step.branches.map((branch, index) => (
        <section key={branch.id} className={styles.branch} aria-label={t('branch.heading', { number: index + 1 })}>
          <BranchHead stepId={step.id} branchId={branch.id} index={index} count={step.branches.length} />
          <EventOrCondition
            value={branch}
            label={t('waitUntil.kind')}
            onChange={({ event, condition }) => {
              const { event: _event, condition: _condition, ...rest } = branch;
              change({ ...rest, ...(event ? { event } : {}), ...(condition ? { condition } : {}) });
            }}
          />
          <BranchName label={t('branch.name')} branch={branch} onChange={change} />
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
      <DurationField
        label={t('waitUntil.atMost')}
        value={step.timeout.after}
        onChange={(after) => actions.change({ ...step, timeout: { ...step.timeout, after } })}
      />
    </>
  );
}
