import type { RandomBranch, RandomSplitStep } from '@cairn/workflows/contracts/journey.js';
import { Button, Group, Switch, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconEqual, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../../app/i18n/format.js';
import { addBranch, withShares } from '../../model/operations.js';
import { phrase } from '../../model/phrase.js';
import { evenShares, sumOfShares } from '../../model/shares.js';
import { useEditor } from '../../page/EditorContext.js';
import { NumberField } from '../fields/NumberField.js';
import styles from '../Inspector.module.css';
import { BranchHead } from './BranchHead.js';
import { BranchName } from './BranchName.js';
import { ShareBar } from './ShareBar.js';

/** Which share of people goes which way. */
export function RandomSplitForm({ step }: { step: RandomSplitStep }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const { actions, readOnly } = useEditor();
  const change = (branch: RandomBranch): void => actions.change({ ...step, branches: step.branches.map((each) => (each.id === branch.id ? branch : each)) });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('randomSplit.help')}
      </Text>
      <div>
        <ShareBar branches={step.branches} />
        <Sum shares={step.branches.map(({ percent }) => percent)} />
      </div>
      {step.branches.map((branch, index) => (
        <section key={branch.id} className={styles.branch} aria-label={t('branch.heading', { number: index + 1 })}>
          <BranchHead stepId={step.id} branchId={branch.id} index={index} count={step.branches.length} byChance />
          <div className={styles.shareRow}>
            <BranchName label={t('branch.nameShort')} branch={branch} onChange={change} />
            <NumberField
              label={t('randomSplit.share')}
              value={branch.percent}
              min={0}
              max={100}
              decimals={1}
              suffix={format.percent(0).slice(1)}
              invalid={t('randomSplit.invalid')}
              onChange={(percent) => change({ ...branch, percent })}
            />
          </div>
        </section>
      ))}
      {!readOnly && (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
            onClick={() => actions.edit((definition) => addBranch(definition, step.id), phrase('undo.addBranch'))}
          >
            {t('branch.add')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconEqual size={16} stroke={1.5} aria-hidden />}
            onClick={() => actions.change(withShares(step, evenShares(step.branches.length)))}
          >
            {t('randomSplit.evenly')}
          </Button>
        </Group>
      )}
      <Switch
        label={t('randomSplit.sticky')}
        description={t(step.sticky === false ? 'randomSplit.looseHelp' : 'randomSplit.stickyHelp')}
        checked={step.sticky !== false}
        onChange={(event) => actions.change(withSticky(step, event.currentTarget.checked))}
      />
    </>
  );
}

/** It is the default, and not written. */
function withSticky({ sticky: _sticky, ...step }: RandomSplitStep, sticky: boolean): RandomSplitStep {
  return sticky ? step : { ...step, sticky };
}

/** Said aloud when it stops or starts to be 100. */
function Sum({ shares }: { shares: number[] }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const sum = sumOfShares(shares);
  const left = Math.round((100 - sum) * 10) / 10;
  const words = left === 0 ? 'randomSplit.sum' : left > 0 ? 'randomSplit.sumLess' : 'randomSplit.sumMore';
  return (
    <p className={styles.sum} data-wrong={left !== 0 || undefined} role="status">
      {left === 0 ? <IconCheck size={16} stroke={1.5} aria-hidden /> : <IconAlertCircle size={16} stroke={1.5} aria-hidden />}
      {t(words, { sum: format.percent(sum / 100), by: format.percent(Math.abs(left) / 100) })}
    </p>
  );
}
