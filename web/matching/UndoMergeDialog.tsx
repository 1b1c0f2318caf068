import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import type { UndoMergeResult, UndoPreview } from '../api/merges.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import classes from './Merges.module.css';
import { Compared, Instant, Part, SideLine, TraitValue } from './PreviewParts.js';

interface UndoMergeDialogProps {
  opened: boolean;
  onClose: () => void;
  mergeId: string;
  onUndone?: () => void;
}

/** Makes one person two again, after it was shown who would be whom. */
export function UndoMergeDialog({ opened, onClose, mergeId, onUndone }: UndoMergeDialogProps) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const address = path`/api/merges/${mergeId}/undo`;
  const asked = useQuery<UndoMergeResult>({
    queryKey: [address, 'preview'],
    queryFn: async () => await call<UndoMergeResult>('POST', address, { body: { dryRun: true } }),
    enabled: opened,
    gcTime: 0,
    staleTime: 0,
  });
  const confirm = async (): Promise<void> => {
    await call<UndoMergeResult>('POST', address, { body: {} });
    showDone(t('merges.undone'));
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey.at(-1) !== 'preview' });
    onUndone?.();
  };
  const preview = asked.data?.preview;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('merges.undoTitle')}
      action={t('merges.undoAction')}
      wide
      waiting={asked.isPending}
      blocked={asked.isError || asked.data?.already === true}
      onConfirm={confirm}
    >
      {asked.isPending && <BlockSkeleton lines={6} />}
      {asked.isError && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data?.already && <p>{t('merges.alreadyTwo')}</p>}
      {preview && <Preview preview={preview} />}
    </ConfirmDialog>
  );
}

function Preview({ preview }: { preview: UndoPreview }) {
  const { t } = useTranslation('matching');
  const { stays, leaves, events, traits, consent, runs, segments, apart } = preview;
  const heads = [stays.displayName, leaves.displayName];
  const inside = (is: boolean | undefined) => t(is ? 'merges.in' : 'merges.out');
  return (
    <>
      <div className={classes.sides}>
        <div>
          <SideLine side={stays} label={t('merges.stays')} />
          <p className={classes.dim}>{t('merges.events', { count: events[0] ?? 0 })}</p>
        </div>
        <div>
          <SideLine side={leaves} label={t('merges.leaves')} />
          <p className={classes.dim}>{t('merges.events', { count: events[1] ?? 0 })}</p>
        </div>
      </div>
      <Part title={t('merges.traits')} empty={traits.length === 0}>
        <Compared
          label={t('merges.traits')}
          heads={[t('merges.now'), ...heads]}
          rows={traits.map(({ name, masked, now, stays: own, leaves: theirs }) => ({
            name,
            cells: [now, own, theirs].map((value, at) => <TraitValue key={['now', 'stays', 'leaves'][at]} value={value} masked={masked} />),
          }))}
        />
      </Part>
      <Part title={t('merges.consent')} empty={consent.length === 0}>
        <Compared
          label={t('merges.consent')}
          heads={[t('merges.now'), ...heads]}
          rows={consent.map(({ channel, now, stays: own, leaves: theirs }) => ({
            name: channel,
            cells: [<Instant key="n" at={now} />, <Instant key="s" at={own} />, <Instant key="l" at={theirs} />],
          }))}
        />
      </Part>
      <Part title={t('merges.segments')} empty={segments.length === 0}>
        <Compared
          label={t('merges.segments')}
          heads={[t('merges.now'), ...heads]}
          rows={segments.map(({ name, before, after }) => ({ name, cells: [inside(before[0]), inside(after[0]), inside(after[1])] }))}
        />
      </Part>
      <Part title={t('merges.runs')} empty={runs.length === 0}>
        <ul>
          {runs.map(({ runId, journeyName, to }) => (
            <li key={runId}>{t('merges.runOf', { journey: journeyName, person: to === 'stays' ? heads[0] : heads[1] })}</li>
          ))}
        </ul>
      </Part>
      <Part title={t('merges.apart')} empty={apart.length === 0}>
        <ul>
          {apart.map(({ stays: own, leaves: theirs }) => (
            <li key={`${own} ${theirs}`}>{t('merges.apartPair', { a: own, b: theirs })}</li>
          ))}
        </ul>
      </Part>
    </>
  );
}
