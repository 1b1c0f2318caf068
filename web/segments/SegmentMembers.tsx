import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../api/client.js';
import { type ProfileSummary, profileName } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import type { SegmentItem } from '../api/segments.js';
import { type Column, DataTable } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ListState } from '../ui/ListState.js';
import { RelativeTime } from '../ui/RelativeTime.js';

type Member = ProfileSummary & { since?: string; profileId?: string };

export function SegmentMembers({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const pages = usePages<Member>(path`/api/segments/${segment.key}/members`);
  const idOf = (member: Member): string => member.id ?? member.profileId ?? '';
  const columns: Column<Member>[] = [
    { key: 'name', header: t('name'), cell: (member) => profileName(member, idOf(member)) },
    { key: 'identity', header: t('identity'), optional: true, cell: (member) => member.identities?.[0]?.value ?? '' },
    { key: 'since', header: t('since'), width: 160, cell: (member) => (member.since === undefined ? '' : <RelativeTime at={member.since} />) },
  ];
  return (
    <ListState pages={pages} empty={<EmptyState icon={IconUsers} title={t('membersEmpty')} />}>
      <DataTable
        label={t('membersTitle')}
        columns={columns}
        rows={pages.items}
        rowKey={idOf}
        rowHref={(member) => `/profiles/${encodeURIComponent(idOf(member))}`}
        total={pages.total ?? segment.members}
        hasMore={pages.result.hasNextPage}
        loadingMore={pages.result.isFetchingNextPage}
        onLoadMore={() => void pages.result.fetchNextPage()}
      />
    </ListState>
  );
}
