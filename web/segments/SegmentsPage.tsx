import { IconFilter, IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { usePages } from '../api/query.js';
import { type SegmentItem, segmentsPath } from '../api/segments.js';
import type { Column } from '../ui/DataTable.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { useListQuery } from '../ui/useListQuery.js';
import { ConditionSentence } from './ConditionSentence.js';
import { askEvery } from './filled-share.js';
import { MemberCount } from './MemberCount.js';
import classes from './Segments.module.css';
import { SegmentTabs } from './SegmentTabs.js';

export function SegmentsPage() {
  const { t } = useTranslation('segments');
  const list = useListQuery('name');
  const pages = usePages<SegmentItem>(segmentsPath, { query: list.query, every: askEvery });
  const columns: Column<SegmentItem>[] = [
    { key: 'name', header: t('name'), width: '22%', sort: 'name', cell: (segment) => segment.name },
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
    { key: 'members', header: t('members'), numeric: true, oneLine: true, width: 120, sort: '-members', cell: (segment) => <MemberCount segment={segment} /> },
    {
      key: 'updated',
      header: t('updated'),
      width: 150,
      optional: true,
      oneLine: true,
      sort: '-updatedAt',
      cell: (segment) => <RelativeTime at={segment.updatedAt} />,
    },
  ];
  return (
    <ListPage
      title={t('title')}
      tabs={<SegmentTabs tab="segments" />}
      create={<LinkButton to="/segments/new">{t('new')}</LinkButton>}
      pages={pages}
      columns={columns}
      rowKey={(segment) => segment.key}
      rowHref={(segment) => `/segments/${encodeURIComponent(segment.key)}`}
      sort={list.sort}
      onSort={list.setSort}
      search={{ label: t('search'), value: list.search, onChange: list.setSearch }}
      nothingYet={{ icon: IconFilter, title: t('empty'), text: t('emptyText') }}
      nothingMatches={{ icon: IconFilterOff, title: t('noMatch', { query: list.search }) }}
    />
  );
}
