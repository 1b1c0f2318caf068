import { IconArrowsJoin } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type MatchingRun, matchingRunsPath } from '../api/matching.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { searchedShare } from '../matching/useMatchingRuns.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { JobState } from './JobState.js';

/** Searches for duplicates, the newest first. */
export function SearchesTable() {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const pages = usePages<MatchingRun>(matchingRunsPath, { every: (runs) => (runs?.[0]?.state === 'running' ? 1_500 : 30_000) });
  const columns: Column<MatchingRun>[] = [
    { key: 'started', header: t('started'), oneLine: true, cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
    { key: 'state', header: t('state'), cell: (run) => <JobState state={run.state} share={searchedShare(run)} /> },
    { key: 'profiles', header: t('profiles'), numeric: true, optional: true, cell: ({ profiles }) => (profiles === null ? '' : format.number(profiles)) },
    { key: 'pairs', header: t('pairs'), numeric: true, cell: ({ pairs }) => (pairs === null ? '' : <Link to="/matching">{format.number(pairs)}</Link>) },
  ];
  return (
    <PagedTable
      label={t('searches')}
      pages={pages}
      columns={columns}
      rowKey={({ runId }) => runId}
      empty={<EmptyState icon={IconArrowsJoin} title={t('noSearch')} />}
    />
  );
}
