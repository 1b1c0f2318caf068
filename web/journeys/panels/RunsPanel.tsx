import { Button, Select, Text, UnstyledButton } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { usePages } from '../../api/query.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { journeyAddress, type Run } from '../api.js';
import { outcomePhrase } from '../model/outcome.js';
import { parsePeopleFilter, peopleFilter } from '../model/people-filter.js';
import { stepById, triggerId } from '../model/ports.js';
import { portPhrase, title } from '../model/summary.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { SidePanel } from '../page/SidePanel.js';
import type { CountsWindow } from '../page/useCounts.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Panels.module.css';
import { RunState } from './RunState.js';

interface RunsPanelProps {
  /** Only people who came by this step; the trigger: everybody in the time of the numbers; empty: everybody ever. */
  step: string;
  /** Which of them, see {@link PeopleFilter}. */
  filter: string;
  /** Only who entered in this time: the list is as long as the number that opened it. */
  counted: CountsWindow;
  onFilter(step: string, filter: string): void;
  onFollow(runId: string): void;
  onClose(): void;
}

/** The people behind the numbers. Choosing one follows their way over the canvas. */
export function RunsPanel({ step, filter, counted, onFilter, onFollow, onClose }: RunsPanelProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { journey } = useEditor();
  const asked = parsePeopleFilter(filter);
  const isOfStep = step !== '' && step !== triggerId;
  const query = { ...(isOfStep ? { step, ...asked } : { state: asked.state }), since: step === '' ? undefined : counted.since };
  const { items, result } = usePages<Run>(`${journeyAddress(journey.key)}/runs`, { query, every: 5_000 });
  const at = isOfStep ? stepById(definition, step) : undefined;
  const choices = useChoices(step, filter);
  return (
    <SidePanel icon={IconUsers} title={at ? t('runs.at', { title: say(title(at)) }) : t('runs.title')} label={t('runs.name')} onClose={onClose}>
      <Select
        label={t('runs.show')}
        description={step === '' ? undefined : t(`results.window.${counted.name}`, { number: journey.liveNumber ?? '' })}
        allowDeselect={false}
        data={choices}
        value={filter === '' ? 'all' : filter}
        onChange={(value) => onFilter(step, value === 'all' || value === null ? '' : value)}
      />
      {step !== '' && (
        <Button variant="subtle" size="xs" onClick={() => onFilter('', asked.state ? peopleFilter({ state: asked.state }) : '')}>
          {t('runs.allSteps')}
        </Button>
      )}
      {result.isPending && <BlockSkeleton />}
      {result.error && <ErrorState error={result.error} onRetry={() => void result.refetch()} />}
      {!result.isPending && !result.error && items.length === 0 && <Text c="dimmed">{t(step !== '' || filter !== '' ? 'runs.noMatch' : 'runs.none')}</Text>}
      {items.length > 0 && (
        <Text size="xs" c="dimmed">
          {t(result.hasNextPage ? 'runs.shownMore' : 'runs.shown', { count: items.length })}
        </Text>
      )}
      <ul className={styles.runs}>
        {items.map((run) => (
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

/** The usual filters, and the one that a number set, in words. */
function useChoices(step: string, filter: string): { value: string; label: string }[] {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { names } = useEditor();
  const usual =
    step === '' || step === triggerId
      ? ['', peopleFilter({ state: 'active' }), peopleFilter({ state: 'ended' })]
      : ['', ...(['waiting', 'passed', 'failed'] as const).map((result) => peopleFilter({ result }))];
  const words = (value: string): string => {
    const { state, result, way, outcome, reason } = parsePeopleFilter(value);
    const name = result ?? state;
    if (name !== undefined) return t(`runs.filter.${name}`);
    if (outcome !== undefined) return say(outcomePhrase(outcome, reason));
    const branch = way === undefined ? undefined : portPhrase(definition, { from: step, outlet: way }, names);
    if (way === undefined) return t('runs.filter.all');
    return branch ? t('runs.filter.way', { way: say(branch) }) : t('runs.filter.passed');
  };
  return (usual.includes(filter) ? usual : [...usual, filter]).map((value) => ({ value: value === '' ? 'all' : value, label: words(value) }));
}

type Translate = (key: string, values?: { [name: string]: unknown }) => string;

function whereWords(t: Translate, say: ReturnType<typeof usePhrase>, definition: ReturnType<typeof useDefinition>, run: Run): string {
  if (run.state === 'ended') return t(`end.${run.endReason ?? 'completed'}`);
  const step = stepById(definition, run.run.position.stepId);
  return step ? say(title(step)) : run.run.position.stepId;
}
