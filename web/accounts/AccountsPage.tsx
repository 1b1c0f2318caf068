import { IconBuilding, IconBuildingOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type AccountSummary, accountsPath } from '../api/accounts.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { PeopleTabs } from '../profiles/PeopleTabs.js';
import type { Column } from '../ui/DataTable.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { useListQuery } from '../ui/useListQuery.js';

export function AccountsPage() {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const list = useListQuery();
  const pages = usePages<AccountSummary>(accountsPath, { query: { search: list.query.search }, every: 10_000 });
  const hrefOf = ({ id }: AccountSummary): string => `/profiles/accounts/${encodeURIComponent(id)}`;
  const columns: Column<AccountSummary>[] = [
    { key: 'name', header: t('name'), width: '32%', cell: (account) => account.name },
    { key: 'id', header: t('id'), optional: true, cell: ({ id }) => <code>{id}</code> },
    {
      key: 'people',
      header: t('people'),
      numeric: true,
      width: 110,
      cell: (account) => (
        <Link to={`${hrefOf(account)}?tab=people`} aria-label={t('peopleCount', { count: account.people, n: format.number(account.people) })}>
          {format.number(account.people)}
        </Link>
      ),
    },
    { key: 'traits', header: t('traits'), numeric: true, optional: true, width: 110, cell: (account) => format.number(account.traits) },
    {
      key: 'seen',
      header: t('lastSeen'),
      width: 150,
      oneLine: true,
      cell: ({ lastSeenAt }) => (lastSeenAt === null ? '' : <RelativeTime at={lastSeenAt} />),
    },
  ];
  return (
    <ListPage
      title={t('title')}
      tabs={<PeopleTabs tab="accounts" />}
      pages={pages}
      columns={columns}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      search={{ label: t('search'), value: list.search, onChange: list.setSearch }}
      nothingYet={{ icon: IconBuilding, title: t('empty'), text: t('emptyText') }}
      nothingMatches={{ icon: IconBuildingOff, title: t('noMatch', { query: list.search }), text: t('searchHow') }}
    />
  );
}
