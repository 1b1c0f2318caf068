import { Button } from '@mantine/core';
import { IconTags } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePages } from '../api/query.js';
import type { TagJob } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { CancelTagJob } from './CancelTagJob.js';
import { JobState } from './JobState.js';
import classes from './Jobs.module.css';

/** Bulk jobs of one tag, or of all, with what became of each. */
export function TagJobsTable({ address, withTag = true }: { address: string; withTag?: boolean }) {
  const { t } = useTranslation('jobs');
  const [stopping, setStopping] = useState<TagJob | null>(null);
  const pages = usePages<TagJob>(address, { every: (jobs) => (jobs?.some(({ state }) => state === 'running') ? 1_000 : 10_000) });
  const columns: Column<TagJob>[] = [
    { key: 'what', header: t('what'), cell: (job) => <What job={job} withTag={withTag} /> },
    { key: 'by', header: t('by'), optional: true, cell: ({ startedBy }) => startedBy.name },
    { key: 'started', header: t('started'), oneLine: true, optional: true, width: 140, cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
    {
      key: 'state',
      header: t('state'),
      width: 150,
      cell: ({ state, done, total }) => <JobState state={state} share={total === 0 ? 1 : Math.min(1, done / total)} />,
    },
    { key: 'result', header: t('result'), cell: (job) => <Result job={job} /> },
    {
      key: 'cancel',
      header: t('cancel'),
      headerHidden: true,
      width: 110,
      cell: (job) =>
        job.state === 'running' && (
          <Button size="xs" variant="default" onClick={() => setStopping(job)}>
            {t('cancel')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <PagedTable
        label={t('tags')}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconTags} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        }
      />
      {stopping !== null && <CancelTagJob job={stopping} opened onClose={() => setStopping(null)} />}
    </>
  );
}

function What({ job: { action, tag, tagName, people, segment, import: imported }, withTag }: { job: TagJob; withTag: boolean }) {
  const { t } = useTranslation('jobs');
  const whom = imported === undefined ? people : 'import';
  return (
    <>
      {withTag ? <Link to={`/traits/tags/${encodeURIComponent(tag)}`}>{t(`does.${action}`, { tag: tagName })}</Link> : t(`does.${action}`, { tag: tagName })}
      <div className={classes.dim}>
        {people === 'segment' && segment !== undefined ? (
          <Link to={`/segments/${encodeURIComponent(segment)}`}>{t('whom.segment', { segment })}</Link>
        ) : (
          t(`whom.${whom}`, { import: imported ?? '' })
        )}
      </div>
    </>
  );
}

/** Only what there is to say: nobody unknown and nobody failed are not told. */
function Result({ job: { tag, action, turned, cleared = 0, unknown, failed, done, total, state, reason } }: { job: TagJob }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const counted = (count: number) => ({ count, n: format.number(count) });
  const same = Math.max(0, done - turned - cleared - unknown - failed);
  return (
    <>
      <div>
        {action !== 'remove' && turned > 0 ? (
          <Link to={`/traits/tags/${encodeURIComponent(tag)}?tab=people`}>{t('turned', counted(turned))}</Link>
        ) : (
          t('turned', counted(turned))
        )}
      </div>
      <div className={classes.dim}>
        {cleared > 0 && <div>{t('cleared', counted(cleared))}</div>}
        {same > 0 && action !== 'replace' && <div>{t(`same.${action}`, counted(same))}</div>}
        {unknown > 0 && <div>{t('unknown', counted(unknown))}</div>}
        {failed > 0 && <div>{t('failedPeople', counted(failed))}</div>}
        {state === 'cancelled' && total > done && <div>{t('notReached', counted(total - done))}</div>}
        {reason !== undefined && <div>{t(`reason.${reason}`)}</div>}
      </div>
    </>
  );
}
