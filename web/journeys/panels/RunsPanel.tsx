import { Button, Select, Text, UnstyledButton } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { usePages } from '../../api/query.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { journeyAddress, type Run } from '../api.js';
import { stepById } from '../model/ports.js';
import { title } from '../model/summary.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { SidePanel } from '../page/SidePanel.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Panels.module.css';
import { RunState } from './RunState.js';

interface RunsPanelProps {
  /** Only people at, or past, this step. */
  step: string;
  state: string;
  onFilter(step: string, state: string): void;
  onFollow(runId: string): void;
  onClose(): void;
}

/** The people behind the numbers. Choosing one follows their way over the canvas. */
export function RunsPanel({ step, state, onFilter, onFollow, onClose }: RunsPanelProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { journey } = useEditor();
  const failedOnly = state === 'failed';
  const { items, result, total } = usePages<Run>(`${journeyAddress(journey.key)}/runs`, {
    query: { step, state: state === 'active' || state === 'ended' ? state : undefined },
    every: 5_000,
  });
  const rows = items.filter((run) => matches(run, step, state));
  const at = step === '' ? undefined : stepById(definition, step);
  return (
    <SidePanel icon={IconUsers} title={at ? t('runs.at', { title: say(title(at)) }) : t('runs.title')} label={t('runs.name')} onClose={onClose}>
      <Select
        label={t('runs.show')}
        allowDeselect={false}
        data={['', 'active', 'ended', ...(step === '' ? [] : ['failed'])].map((value) => ({
          value: value === '' ? 'all' : value,
          label: t(`runs.filter.${value === '' ? 'all' : value}`),
        }))}
        value={state === '' ? 'all' : state}
        onChange={(value) => onFilter(step, value === 'all' || value === null ? '' : value)}
      />
      {step !== '' && (
        <Button variant="subtle" size="xs" onClick={() => onFilter('', state)}>
          {t('runs.allSteps')}
        </Button>
      )}
      {result.isPending && <BlockSkeleton />}
      {result.error && <ErrorState error={result.error} onRetry={() => void result.refetch()} />}
      {!result.isPending && !result.error && rows.length === 0 && (
        <Text c="dimmed">{t(failedOnly || step !== '' || state !== '' ? 'runs.noMatch' : 'runs.none')}</Text>
      )}
      {rows.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('runs.shown', { count: rows.length, total: total ?? rows.length })}
        </Text>
      )}
      <ul className={styles.runs}>
        {rows.map((run) => (
          <li key={run.runId}>
            <UnstyledButton className={styles.run} onClick={() => onFollow(run.runId)}>
              <span className={styles.runName}>{run.displayName ?? run.profileId}</span>
              <RunState run={run} />
              <span className={styles.runWhere}>{whereWords(t, say, definition, run)}</span>
              <span className={styles.runTime}>
                <RelativeTime at={run.enteredAt} />
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {result.hasNextPage && (
        <Button variant="default" size="xs" loading={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
          {t('runs.more')}
        </Button>
      )}
    </SidePanel>
  );
}

function matches(run: Run, step: string, state: string): boolean {
  if (state === 'failed') return run.path.some((entry) => entry.stepId === step && entry.outcome === 'failed');
  return state !== 'active' || step === '' || run.run.position.stepId === step;
}

type Translate = (key: string, values?: { [name: string]: unknown }) => string;

function whereWords(t: Translate, say: ReturnType<typeof usePhrase>, definition: ReturnType<typeof useDefinition>, run: Run): string {
  if (run.state === 'ended') return t(`end.${run.endReason ?? 'completed'}`);
  const step = stepById(definition, run.run.position.stepId);
  return step ? say(title(step)) : run.run.position.stepId;
}
