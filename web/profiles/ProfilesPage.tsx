import { IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ProfileSummary, profilesPath } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import type { Column } from '../ui/DataTable.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { useListQuery } from '../ui/useListQuery.js';
import { BulkBar, type Chosen, nobody } from './BulkBar.js';
import { PeopleTabs } from './PeopleTabs.js';

export function ProfilesPage() {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  const list = useListQuery();
  const pages = usePages<ProfileSummary>(profilesPath, { query: list.query });
  const [chosen, setChosen] = useState<Chosen>(nobody);
  const keys = 'everybody' in chosen ? new Set(pages.items.map(({ id }) => id)) : chosen.profiles;
  const search = (text: string): void => {
    // Who was chosen in another list is not seen any more: nothing is done to them unseen.
    setChosen(nobody);
    list.setSearch(text);
  };
  const columns: Column<ProfileSummary>[] = [
    { key: 'name', header: t('name'), width: '26%', cell: (profile) => profile.displayName },
    { key: 'email', header: t('email'), optional: true, cell: (profile) => profile.email ?? '' },
    { key: 'segments', header: t('segments'), numeric: true, width: 110, optional: true, cell: (profile) => format.number(profile.segments.length) },
    { key: 'runs', header: t('runsInside'), numeric: true, width: 140, optional: true, cell: (profile) => format.number(profile.activeRuns) },
    {
      key: 'seen',
      header: t('lastSeen'),
      width: 140,
      oneLine: true,
      cell: (profile) => (profile.lastSeenAt === null ? '' : <RelativeTime at={profile.lastSeenAt} />),
    },
    { key: 'known', header: t('knownSince'), width: 140, oneLine: true, optional: true, cell: (profile) => <RelativeTime at={profile.createdAt} /> },
  ];
  return (
    <ListPage
      title={t('title')}
      tabs={<PeopleTabs tab="people" />}
      pages={pages}
      columns={columns}
      rowKey={(profile) => profile.id}
      rowHref={(profile) => `/profiles/${encodeURIComponent(profile.id)}`}
      search={{ label: t('search'), value: list.search, onChange: search }}
      selection={{ chosen: keys, onChange: (profiles) => setChosen({ profiles }), nameOf: (profile) => profile.displayName }}
      bulk={<BulkBar chosen={chosen} onChange={setChosen} total={list.search === '' ? pages.total : undefined} />}
      nothingYet={{ icon: IconUsers, title: t('empty'), text: t('emptyText'), action: <LinkButton to="/">{t('sendFirst')}</LinkButton> }}
      nothingMatches={{ icon: IconUserSearch, title: t('nobodyFound', { query: list.search }), text: t('searchHow') }}
    />
  );
}
