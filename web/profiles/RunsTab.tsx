import { IconCircleCheck, IconPlayerPlay, IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { path } from '../api/client.js';
import { runHref } from '../api/journeys.js';
import type { ProfileRun } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import { temporalLink, useSession } from '../api/session.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { triggerName } from './trigger-name.js';

export function RunsTab({ profileId }: { profileId: string }) {
  const { t } = useTranslation('profiles');
  const session = useSession();
  const pages = usePages<ProfileRun>(path`/api/profiles/${profileId}/runs`, { every: 5_000 });
  const columns: Column<ProfileRun>[] = [
    { key: 'journey', header: t('runs.journey'), cell: (run) => run.journeyName },
    {
      key: 'state',
      header: t('runs.state'),
      cell: (run) =>
        run.state === 'active' ? (
          <StatusBadge tone="info" icon={IconPlayerPlay}>
            {t('runs.active')}
          </StatusBadge>
        ) : (
          <StatusBadge tone="neutral" icon={IconCircleCheck}>
            {t(`endReason.${run.endReason ?? 'completed'}`)}
          </StatusBadge>
        ),
    },
    { key: 'step', header: t('runs.step'), optional: true, cell: (run) => run.stepId },
    { key: 'trigger', header: t('runs.trigger'), optional: true, cell: (run) => triggerName(run.trigger.name, t) },
    { key: 'entered', header: t('runs.entered'), width: 130, cell: (run) => <RelativeTime at={run.enteredAt} /> },
    {
      key: 'temporal',
      header: t('runs.temporal'),
      headerHidden: true,
      width: 120,
      optional: true,
      cell: (run) => {
        const href = temporalLink(session, `run:${run.runId}`);
        return href === null ? null : (
          <a href={href} target="_blank" rel="noreferrer">
            {t('runs.temporal')}
          </a>
        );
      },
    },
  ];
  return (
    <PagedTable
      pages={pages}
      empty={
        <EmptyState icon={IconRoute} title={t('runs.empty')}>
          {t('runs.emptyText')}
        </EmptyState>
      }
      label={t('tabs.runs')}
      columns={columns}
      rowKey={(run) => run.runId}
      rowHref={(run) => runHref(run.journey, run.runId)}
    />
  );
}
