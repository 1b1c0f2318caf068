import { Button } from '@mantine/core';
import { IconPlayerPause, IconUsersGroup } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Backfill, backfillsPath } from '../api/backfills.js';
import { call, path } from '../api/client.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { showFailure } from '../ui/toasts.js';
import { JobState } from './JobState.js';

/** Times of asking everybody again after definitions changed, the newest first; one that runs can be stopped, and let go on. */
export function BackfillsTable() {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const pages = usePages<Backfill>(backfillsPath, { every: (backfills) => (backfills?.[0]?.state === 'running' ? 1_500 : 10_000) });
  const columns: Column<Backfill>[] = [
    { key: 'started', header: t('started'), oneLine: true, width: 160, cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
    { key: 'state', header: t('state'), width: 220, cell: (backfill) => <State backfill={backfill} /> },
    {
      key: 'people',
      header: t('backfill.people'),
      numeric: true,
      oneLine: true,
      cell: ({ done, total }) => t('backfill.of', { done: format.number(done), total: format.number(total) }),
    },
    { key: 'act', header: t('backfill.act'), headerHidden: true, oneLine: true, width: 140, cell: (backfill) => <Act backfill={backfill} /> },
  ];
  return (
    <PagedTable
      label={t('backfill.title')}
      pages={pages}
      columns={columns}
      rowKey={({ id }) => id}
      empty={
        <EmptyState icon={IconUsersGroup} title={t('backfill.none')}>
          {t('backfill.noneText')}
        </EmptyState>
      }
    />
  );
}

function State({ backfill: { state, done, total, holdsBack } }: { backfill: Backfill }) {
  const { t } = useTranslation('jobs');
  if (holdsBack) {
    return (
      <StatusBadge tone="warning" icon={IconPlayerPause}>
        {t('backfill.holdsBack')}
      </StatusBadge>
    );
  }
  return <JobState state={state} share={done / Math.max(1, total)} />;
}

function Act({ backfill }: { backfill: Backfill }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const ask = async (what: 'cancel' | 'resume'): Promise<void> => {
    await call('POST', path`/api/backfills/${backfill.id}/${what}`);
    await queryClient.invalidateQueries({ queryKey: [backfillsPath] });
  };
  const goOn = async (): Promise<void> => {
    setBusy(true);
    await ask('resume').catch(showFailure);
    setBusy(false);
  };
  if (backfill.holdsBack) {
    return (
      <Button size="xs" variant="default" loading={busy} onClick={() => void goOn()}>
        {t('backfill.goOn')}
      </Button>
    );
  }
  if (backfill.state !== 'running') return null;
  const left = { count: backfill.total - backfill.done, n: format.number(backfill.total - backfill.done) };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        {t('backfill.stop')}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('backfill.stopTitle')}
        action={t('backfill.stopWith', left)}
        danger
        onConfirm={async () => await ask('cancel')}
      >
        {t('backfill.stopText', left)}
      </ConfirmDialog>
    </>
  );
}
