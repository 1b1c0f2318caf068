import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../api/client.js';
import { usePages } from '../api/query.js';
import type { SegmentItem, SegmentMember } from '../api/segments.js';
import { type Column, DataTable } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ListState } from '../ui/ListState.js';
import { RelativeTime } from '../ui/RelativeTime.js';

export function SegmentMembers({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const pages = usePages<SegmentMember>(path`/api/segments/${segment.key}/members`);
  const columns: Column<SegmentMember>[] = [
    { key: 'name', header: t('name'), cell: (member) => member.displayName },
    { key: 'identity', header: t('identity'), optional: true, cell: (member) => member.email ?? '' },
    { key: 'since', header: t('since'), width: 160, cell: (member) => <RelativeTime at={member.since} /> },
  ];
  return (
    <ListState pages={pages} empty={<EmptyState icon={IconUsers} title={t('membersEmpty')} />}>
      <DataTable
        label={t('membersTitle')}
        columns={columns}
        rows={pages.items}
        rowKey={(member) => member.id}
        rowHref={(member) => `/profiles/${encodeURIComponent(member.id)}`}
        total={pages.total ?? segment.members}
        hasMore={pages.result.hasNextPage}
        loadingMore={pages.result.isFetchingNextPage}
        onLoadMore={() => void pages.result.fetchNextPage()}
      />
    </ListState>
  );
}
