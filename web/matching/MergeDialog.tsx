import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import type { MergePreview, MergeResult } from '../api/merges.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import classes from './Merges.module.css';
import { Compared, Instant, Part, SideLine, TraitValue } from './PreviewParts.js';
import { useMatchWords } from './words.js';

interface MergeDialogProps {
  opened: boolean;
  onClose: () => void;
  /** profileIds. */
  profiles: readonly [string, string];
  /** Told of the profile that both are now. */
  onMerged?: (survivor: string) => void;
}

/** Makes two profiles one, after every conflict was shown. */
export function MergeDialog({ opened, onClose, profiles, onMerged }: MergeDialogProps) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const [one, other] = profiles;
  const address = path`/api/profiles/${one}/merge`;
  const asked = useQuery<MergeResult>({
    queryKey: [address, other, 'preview'],
    queryFn: async () => await call<MergeResult>('POST', address, { body: { with: other, dryRun: true } }),
    enabled: opened,
    gcTime: 0,
    staleTime: 0,
  });
  const confirm = async (): Promise<void> => {
    const { merge } = await call<MergeResult>('POST', address, { body: { with: other } });
    showDone(t('merges.merged'));
    // First: what is asked anew under the id of the other answers the survivor, and one is not compared with itself.
    if (merge) onMerged?.(merge.survivor.id);
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey.at(-1) !== 'preview' });
  };
  const preview = asked.data?.preview;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('merges.mergeTitle')}
      action={t('merges.mergeAction')}
      wide
      waiting={asked.isPending}
      blocked={asked.isError || asked.data?.already === true}
      onConfirm={confirm}
    >
      {asked.isPending && <BlockSkeleton lines={6} />}
      {asked.isError && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data?.already && <p>{t('merges.alreadyOne')}</p>}
      {preview && <Preview preview={preview} />}
    </ConfirmDialog>
  );
}

function Preview({ preview }: { preview: MergePreview }) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const { survivor, loser, conflicts, exceeds, consent, runs, segments, starts, notRepeated } = preview;
  const heads = [survivor.displayName, loser.displayName];
  const inside = (is: boolean | undefined) => t(is ? 'merges.in' : 'merges.out');
  return (
    <>
      <div className={classes.sides}>
        <SideLine side={survivor} label={t('merges.survives')} />
        <SideLine side={loser} label={t('merges.joins')} />
      </div>
      {exceeds && <p>{t('merges.exceeds', { type: words.identity(exceeds.type), count: exceeds.limit })}</p>}
      <Part title={t('merges.conflicts')} empty={conflicts.length === 0}>
        <Compared
          label={t('merges.conflicts')}
          heads={heads}
          rows={conflicts.map(({ name, masked, survivor: own, loser: theirs, wins }) => ({
            name,
            cells: [
              <TraitValue key="s" value={own} masked={masked} wins={wins === 'survivor'} />,
              <TraitValue key="l" value={theirs} masked={masked} wins={wins === 'loser'} />,
            ],
          }))}
        />
        <p className={classes.dim}>{t('merges.newerWins')}</p>
      </Part>
      <Part title={t('merges.consent')} empty={consent.length === 0}>
        <Compared
          label={t('merges.consent')}
          heads={[...heads, t('merges.after')]}
          rows={consent.map(({ channel, survivor: own, loser: theirs, after }) => ({
            name: channel,
            cells: [<Instant key="s" at={own} />, <Instant key="l" at={theirs} />, <Instant key="a" at={after} />],
          }))}
        />
      </Part>
      <Part title={t('merges.segments')} empty={segments.length === 0}>
        <Compared
          label={t('merges.segments')}
          heads={[...heads, t('merges.after')]}
          rows={segments.map(({ name, before, after }) => ({ name, cells: [inside(before[0]), inside(before[1]), inside(after[0])] }))}
        />
      </Part>
      <Part title={t('merges.runs')} empty={runs.length + starts.length + notRepeated.length === 0}>
        <ul>
          {runs.map(({ runId, journeyName, kept, of }) => (
            <li key={runId}>{t(kept ? 'merges.goesOn' : 'merges.ends', { journey: journeyName, person: of === 'survivor' ? heads[0] : heads[1] })}</li>
          ))}
          {starts.map(({ journey, journeyName }) => (
            <li key={`start ${journey}`}>{t('merges.starts', { journey: journeyName })}</li>
          ))}
          {notRepeated.map(({ journey, journeyName }) => (
            <li key={`again ${journey}`}>{t('merges.notRepeated', { journey: journeyName })}</li>
          ))}
        </ul>
      </Part>
    </>
  );
}
