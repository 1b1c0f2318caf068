import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop, IconProgress, IconSearch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import { type MatchingRun, matchingRunsPath } from '../api/matching.js';
import { useFormat } from '../app/i18n/format.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { showFailure } from '../ui/toasts.js';
import classes from './Matching.module.css';
import type { MatchingRuns } from './useMatchingRuns.js';

/** One quiet line: how far the search is, or what the last one did. */
export function RunNote({ runs: { latest, completed } }: { runs: MatchingRuns }) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  if (latest?.state === 'running') return <Running run={latest} />;
  if (latest?.state === 'failed') {
    return (
      <StatusBadge tone="danger" icon={IconAlertTriangle}>
        {t('run.failed', { why: t(`failure.${latest.failure ?? ''}`, { defaultValue: latest.failure ?? '' }) })}
      </StatusBadge>
    );
  }
  if (!completed) return null;
  return (
    <>
      {t('run.compared', { count: completed.profiles ?? 0, n: format.number(completed.profiles ?? 0) })}{' '}
      <RelativeTime at={completed.endedAt ?? completed.startedAt} />
    </>
  );
}

function Running({ run }: { run: MatchingRun }) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  const [done, total] = [format.number(run.done), format.number(run.total)];
  const words = run.phase === 'comparing' || run.phase === 'reading' ? t(`phase.${run.phase}`, { done, total }) : t(`phase.${run.phase}`);
  return (
    <span className={classes.running} role="status">
      <StatusBadge tone="info" icon={IconProgress}>
        {words}
      </StatusBadge>
      {run.total > 1 && <Progress value={(100 * run.done) / run.total} size={4} w={96} aria-label={words} />}
    </span>
  );
}

/** Starts a search, or stops the one that goes on. */
export function RunActions({ runs: { latest } }: { runs: MatchingRuns }) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const ask = async (address: string): Promise<void> => {
    setBusy(true);
    try {
      await call('POST', address);
    } catch (error) {
      showFailure(error);
    } finally {
      await queryClient.invalidateQueries({ queryKey: [matchingRunsPath] });
      setBusy(false);
    }
  };
  if (latest?.state === 'running') {
    return (
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconPlayerStop size={20} stroke={1.5} />}
        onClick={() => void ask(path`/api/matching/runs/${latest.runId}/cancel`)}
      >
        {t('run.cancel')}
      </Button>
    );
  }
  return (
    <Button loading={busy} leftSection={<IconSearch size={20} stroke={1.5} />} onClick={() => void ask(matchingRunsPath)}>
      {t('run.start')}
    </Button>
  );
}
