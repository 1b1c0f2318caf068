import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { freeId } from '../../model/new-step.js';
import { phrase } from '../../model/phrase.js';
import { useDefinition, useEditor } from '../../page/EditorContext.js';
import styles from '../Inspector.module.css';
import { EndRules } from './EndRules.js';
import { ReentryFields } from './ReentryFields.js';
import { TriggerFields } from './TriggerFields.js';

/** Who comes in, how often, what the journey is for, and what takes people out. */
export function TriggerForm() {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const definition = useDefinition();
  const { trigger, reentry, exits, goals = [] } = definition;
  const set = (change: Partial<JourneyDefinition>, part: string): void => actions.edit((now) => ({ ...now, ...change }), phrase(`undo.${part}`), part);
  // One space of ids: both are named where a run ended.
  const taken = new Set([...exits, ...goals].map(({ id }) => id));
  return (
    <>
      <TriggerFields trigger={trigger} onChange={(next) => set({ trigger: next }, 'trigger')} />
      <h3 className={styles.heading}>{t('reentry.title')}</h3>
      <ReentryFields reentry={reentry} trigger={trigger} onChange={(next) => set({ reentry: next }, 'reentry')} />
      <h3 className={styles.heading}>{t('goals.title')}</h3>
      <Text size="sm" c="dimmed">
        {t('goals.help')}
      </Text>
      <EndRules
        kind="goals"
        rules={goals}
        newId={() => freeId('goal', taken)}
        onChange={(next) => actions.edit((now) => withGoals(now, next), phrase('undo.goals'), 'goals')}
      />
      <h3 className={styles.heading}>{t('exits.title')}</h3>
      <Text size="sm" c="dimmed">
        {t('exits.help')}
      </Text>
      <EndRules kind="exits" rules={exits} newId={() => freeId('exit', taken)} onChange={(next) => set({ exits: next }, 'exits')} />
    </>
  );
}

/** Without any they are not written. */
function withGoals({ goals: _goals, ...definition }: JourneyDefinition, goals: NonNullable<JourneyDefinition['goals']>): JourneyDefinition {
  return goals.length === 0 ? definition : { ...definition, goals };
}
