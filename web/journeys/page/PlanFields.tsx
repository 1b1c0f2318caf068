import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import type { PublishChoice, RemovedStepAnswer } from '@cairn/workflows/contracts/publish-plan.js';
import { Group, Radio, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import type { Inside } from '../api.js';
import { changedWaits, isWait, type RemovedStep, removedSteps } from '../model/publish-plan.js';
import { summary, title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useEditor } from './EditorContext.js';
import styles from './JourneyPage.module.css';

interface PlanFieldsProps {
  live: JourneyDefinition;
  draft: JourneyDefinition;
  inside: Inside;
  value: PublishChoice;
  onChange(choice: PublishChoice): void;
}

const shares = ['10', '25', '50', '100'];

/** What becomes of the people inside: one choice, and only the further ones that it brings with it. */
export function PlanFields({ live, draft, inside, value, onChange }: PlanFieldsProps) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const shareLabel = useId();
  const moves = value.people !== 'pin';
  const removed = removedSteps(live, draft, inside);
  const waits = changedWaits(live, draft, inside);
  return (
    <Stack gap="md" mt="sm">
      <Radio.Group
        label={t('publish.plan.people', { count: inside.people })}
        value={value.people}
        onChange={(people) => onChange({ ...value, people: people as PublishChoice['people'] })}
      >
        <Stack gap="xs" mt="xs">
          {(['pin', 'follow', 'migrate'] as const).map((people) => (
            <Radio key={people} value={people} label={t(`publish.plan.${people}`)} description={t(`publish.plan.${people}Help`)} />
          ))}
        </Stack>
      </Radio.Group>
      {moves && (
        <div>
          <Text id={shareLabel} size="sm" fw={500} mb={4}>
            {t('publish.plan.share')}
          </Text>
          <SegmentedControl
            aria-labelledby={shareLabel}
            value={String(value.share)}
            data={shares.map((share) => ({ value: share, label: share === '100' ? t('publish.plan.everyone') : format.percent(Number(share) / 100) }))}
            onChange={(share) => onChange({ ...value, share: Number(share) })}
          />
          <Text size="sm" c="dimmed" mt={4}>
            {value.share === 100 ? t('publish.plan.everyoneHelp') : t('publish.plan.shareHelp')}
          </Text>
        </div>
      )}
      {moves && waits > 0 && (
        <Radio.Group
          label={t('publish.plan.timers', { count: waits })}
          value={value.timers}
          onChange={(timers) => onChange({ ...value, timers: timers as PublishChoice['timers'] })}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="keep" label={t('publish.plan.keep')} description={t('publish.plan.keepHelp')} />
            <Radio value="recompute" label={t('publish.plan.recompute')} description={t('publish.plan.recomputeHelp')} />
          </Stack>
        </Radio.Group>
      )}
      {moves &&
        removed.map((step) => (
          <RemovedStepField
            key={step.stepId}
            removed={step}
            draft={draft}
            value={value.removed[step.stepId] ?? { action: 'advance' }}
            onChange={(answer) => onChange({ ...value, removed: { ...value.removed, [step.stepId]: answer } })}
          />
        ))}
    </Stack>
  );
}

interface RemovedStepFieldProps {
  removed: RemovedStep;
  draft: JourneyDefinition;
  value: RemovedStepAnswer;
  onChange(answer: RemovedStepAnswer): void;
}

function RemovedStepField({ removed: { stepId, step, people }, draft, value, onChange }: RemovedStepFieldProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const { names } = useEditor();
  const actions = (['advance', 'atExpiry', 'redirect', 'exit'] as const).filter((action) => action !== 'atExpiry' || isWait(step));
  const steps = draft.steps.map((each) => ({ value: each.id, label: `${say(title(each))}: ${say(summary(each, names))}` }));
  const name = step ? say(title(step)) : stepId;
  return (
    <div className={styles.removedStep}>
      <Text size="sm">{t('publish.plan.removed', { count: people, step: name })}</Text>
      <Group gap="xs" mt={4} grow wrap="nowrap">
        <Select
          aria-label={t('publish.plan.removedAnswer', { step: name })}
          data={actions.map((action) => ({ value: action, label: t(`publish.plan.${action}`) }))}
          value={value.action}
          allowDeselect={false}
          onChange={(action) => {
            if (action === 'redirect') onChange({ action, to: draft.start ?? draft.steps[0]?.id ?? '' });
            else if (action !== null) onChange({ action: action as 'advance' | 'atExpiry' | 'exit' });
          }}
        />
        {value.action === 'redirect' && (
          <Select
            aria-label={t('publish.plan.redirectTo', { step: name })}
            data={steps}
            value={value.to}
            allowDeselect={false}
            searchable
            onChange={(to) => to !== null && onChange({ action: 'redirect', to })}
          />
        )}
      </Group>
    </div>
  );
}
