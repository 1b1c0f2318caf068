import { Button } from '@mantine/core';
import { IconCircleCheck, IconFilter, IconFilterOff, IconProgress } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { usePages } from '../api/query.js';
import { type SegmentItem, segmentsPath } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { type Column, DataTable } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListState } from '../ui/ListState.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { SearchField } from '../ui/SearchField.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { useUrlState } from '../ui/useUrlState.js';
import { ConditionSentence } from './ConditionSentence.js';
import classes from './Segments.module.css';

export function SegmentsPage() {
  const { t } = useTranslation(['segments', 'ui']);
  const format = useFormat();
  const [search, setSearch] = useUrlState('search');
  const pages = usePages<SegmentItem>(segmentsPath);
  const wanted = search.trim().toLowerCase();
  const rows = pages.items.filter((segment) => wanted === '' || `${segment.name} ${segment.key}`.toLowerCase().includes(wanted));
  const columns: Column<SegmentItem>[] = [
    { key: 'name', header: t('name'), width: '22%', cell: (segment) => segment.name },
    {
      key: 'condition',
      header: t('condition'),
      optional: true,
      cell: (segment) => (
        <span className={classes.sentence}>
          <ConditionSentence condition={segment.condition} />
        </span>
      ),
    },
    { key: 'status', header: t('state'), headerHidden: true, width: 140, optional: true, cell: (segment) => <BackfillBadge segment={segment} /> },
    { key: 'members', header: t('members'), numeric: true, width: 110, cell: (segment) => format.number(segment.members) },
    { key: 'updated', header: t('updated'), width: 150, optional: true, cell: (segment) => <RelativeTime at={segment.updatedAt} /> },
  ];
  const create = <LinkButton to="/segments/new">{t('new')}</LinkButton>;
  const nothing =
    search !== '' && pages.items.length > 0 ? (
      <EmptyState
        icon={IconFilterOff}
        title={t('noMatch', { query: search })}
        action={
          <Button variant="default" onClick={() => setSearch('')}>
            {t('ui:clearFilters')}
          </Button>
        }
      />
    ) : (
      <EmptyState icon={IconFilter} title={t('empty')} action={create}>
        {t('emptyText')}
      </EmptyState>
    );
  return (
    <>
      <PageHeader title={t('title')} actions={create} />
      <PageBody>
        {(pages.items.length > 0 || search !== '') && <SearchField label={t('search')} value={search} onChange={setSearch} />}
        <ListState pages={{ ...pages, items: rows }} empty={nothing}>
          <DataTable
            label={t('title')}
            columns={columns}
            rows={rows}
            rowKey={(segment) => segment.key}
            rowHref={(segment) => `/segments/${encodeURIComponent(segment.key)}`}
            hasMore={pages.result.hasNextPage}
            loadingMore={pages.result.isFetchingNextPage}
            onLoadMore={() => void pages.result.fetchNextPage()}
          />
        </ListState>
      </PageBody>
    </>
  );
}

export function BackfillBadge({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { backfill } = segment;
  if (backfill.done >= backfill.total) {
    return (
      <StatusBadge tone="success" icon={IconCircleCheck}>
        {t('current')}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="info" icon={IconProgress}>
      {t('backfill', { share: format.percent(backfill.done / Math.max(1, backfill.total)) })}
    </StatusBadge>
  );
}
