import { Button, Menu } from '@mantine/core';
import { IconDownload, IconUserOff, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../api/client.js';
import { usePages } from '../api/query.js';
import type { SegmentItem, SegmentMember } from '../api/segments.js';
import { TagManyButtons } from '../tags/TagManyButtons.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { SearchField } from '../ui/SearchField.js';
import { useListQuery } from '../ui/useListQuery.js';
import { filledShare } from './filled-share.js';
import classes from './people/People.module.css';

/** Who is in it now: to be found, put in order, tagged, and taken along as a file. */
export function SegmentMembers({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const list = useListQuery('-since');
  const every = filledShare(segment.backfill) === null ? 10_000 : 2_000;
  const pages = usePages<SegmentMember>(path`/api/segments/${segment.key}/members`, { query: list.query, every });
  const columns: Column<SegmentMember>[] = [
    { key: 'name', header: t('name'), cell: (member) => member.displayName },
    { key: 'identity', header: t('identity'), optional: true, cell: (member) => member.email ?? '' },
    { key: 'since', header: t('since'), width: 160, oneLine: true, sort: '-since', cell: (member) => <RelativeTime at={member.since} /> },
  ];
  const isSearched = list.query.search !== '';
  return (
    <>
      <div className={classes.tools}>
        <SearchField label={t('searchMembers')} value={list.search} onChange={list.setSearch} />
        {segment.members > 0 && (
          <>
            <TagManyButtons people={{ segment: segment.key }} count={segment.members} />
            <ExportMenu segment={segment} />
          </>
        )}
      </div>
      <PagedTable
        pages={pages}
        empty={
          isSearched ? (
            <EmptyState icon={IconUserOff} title={t('membersNoMatch', { query: list.search })} />
          ) : (
            <EmptyState icon={IconUsers} title={t('membersEmpty')} />
          )
        }
        label={t('membersTitle')}
        columns={columns}
        rowKey={(member) => member.id}
        rowHref={(member) => `/profiles/${encodeURIComponent(member.id)}`}
        sort={list.sort}
        onSort={list.setSort}
        {...(!isSearched && { total: segment.members })}
      />
    </>
  );
}

/** The browser saves what the server writes while it reads: the page waits for nothing. */
function ExportMenu({ segment: { key, members } }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const href = (format: string): string => `${path`/api/segments/${key}/export`}?format=${format}`;
  return (
    <Menu position="bottom-end" shadow="sm">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconDownload size={16} stroke={1.5} />}>
          {t('export.open', { count: members })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={href('csv')} download>
          {t('export.csv')}
        </Menu.Item>
        <Menu.Item component="a" href={href('parquet')} download>
          {t('export.parquet')}
        </Menu.Item>
        <Menu.Label>{t('export.note')}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
