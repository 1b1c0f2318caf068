import { Group } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../api/client.js';
import { usePages } from '../api/query.js';
import type { SegmentItem, SegmentMember } from '../api/segments.js';
import { TagManyButtons } from '../tags/TagManyButtons.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { filledShare } from './filled-share.js';

export function SegmentMembers({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const pages = usePages<SegmentMember>(path`/api/segments/${segment.key}/members`, { every: filledShare(segment.backfill) === null ? 10_000 : 2_000 });
  const columns: Column<SegmentMember>[] = [
    { key: 'name', header: t('name'), cell: (member) => member.displayName },
    { key: 'identity', header: t('identity'), optional: true, cell: (member) => member.email ?? '' },
    { key: 'since', header: t('since'), width: 160, cell: (member) => <RelativeTime at={member.since} /> },
  ];
  return (
    <>
      {segment.members > 0 && (
        <Group gap="xs" mb="sm">
          <TagManyButtons people={{ segment: segment.key }} count={segment.members} />
        </Group>
      )}
      <PagedTable
        pages={pages}
        empty={<EmptyState icon={IconUsers} title={t('membersEmpty')} />}
        label={t('membersTitle')}
        columns={columns}
        rowKey={(member) => member.id}
        rowHref={(member) => `/profiles/${encodeURIComponent(member.id)}`}
        total={segment.members}
      />
    </>
  );
}
