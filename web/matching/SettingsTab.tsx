import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError, call, path } from '../api/client.js';
import { type MatchingRunDetail, type MatchingSettings, matchingSettingsPath, matchPairsPath } from '../api/matching.js';
import { useGet } from '../api/query.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import { useKeptDraft } from '../ui/useKeptDraft.js';
import { BlockingCard } from './BlockingCard.js';
import { FieldsCard } from './FieldsCard.js';
import { LearnedCard } from './LearnedCard.js';
import classes from './Matching.module.css';
import type { SettingsDraft, SettingsPart } from './settings-part.js';
import { ThresholdCard } from './ThresholdCard.js';
import type { MatchingRuns } from './useMatchingRuns.js';

export function SettingsTab({ runs }: { runs: MatchingRuns }) {
  const settings = useGet<MatchingSettings>(matchingSettingsPath);
  const run = useGet<MatchingRunDetail>(path`/api/matching/runs/${runs.completed?.runId ?? ''}`, { enabled: runs.completed !== undefined });
  if (settings.isPending) return <BlockSkeleton lines={8} />;
  if (settings.data === undefined) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return <Editor saved={settings.data} run={runs.completed && run.data} />;
}

function Editor({ saved, run }: { saved: MatchingSettings; run: MatchingRunDetail | undefined }) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const { fields, blocking, thresholds } = saved;
  const { draft, setDraft, changed, base, forget } = useKeptDraft<SettingsDraft>('matching-settings', { fields, blocking, thresholds }, String(saved.revision));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const change = (part: Partial<SettingsDraft>): void => setDraft({ ...draft, ...part });
  const details = error instanceof ApiError ? error.details : [];
  const parts: SettingsPart = { draft, change, run, errorAt: (place) => details.find((detail) => detail.path === place)?.message };
  const discard = (): void => {
    setError(null);
    forget();
  };
  /** Onto the settings that the draft was begun on; onto those of now, once somebody was told that they have changed. */
  const save = async (revision = Number(base)): Promise<void> => {
    setBusy(true);
    try {
      const answer = await call<MatchingSettings>('PUT', matchingSettingsPath, { body: { revision, ...draft } });
      queryClient.setQueryData([matchingSettingsPath, {}], answer);
      setError(null);
      forget();
      showDone(t('settings.saved'));
      await queryClient.invalidateQueries({ queryKey: [matchPairsPath] });
    } catch (failure) {
      setError(failure);
      // Whoever saved meanwhile: their settings are what a discard goes back to.
      await queryClient.invalidateQueries({ queryKey: [matchingSettingsPath] });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.settings}>
      <ThresholdCard {...parts} />
      <FieldsCard {...parts} />
      <BlockingCard {...parts} />
      {run?.learned && <LearnedCard learned={run.learned} />}
      <div className={classes.saveBar} data-changed={changed || undefined}>
        {error !== null && <ErrorState error={error} />}
        {error instanceof ApiError && error.code === 'matching-settings-changed' && (
          <Button variant="default" size="xs" my="xs" onClick={() => void save(saved.revision)}>
            {t('settings.over')}
          </Button>
        )}
        <div className={classes.saveRow}>
          <span>{t(changed ? 'settings.unsaved' : 'settings.when')}</span>
          <Button variant="default" disabled={!changed || busy} onClick={discard}>
            {t('settings.discard')}
          </Button>
          <Button disabled={!changed} loading={busy} onClick={() => void save()}>
            {t('settings.save')}
          </Button>
        </div>
      </div>
    </div>
  );
}
