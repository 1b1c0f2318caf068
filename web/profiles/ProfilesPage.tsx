import { Button } from '@mantine/core';
import { IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { type ProfileSummary, profilesPath } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { type Column, DataTable } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListState } from '../ui/ListState.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { SearchField } from '../ui/SearchField.js';
import { useUrlState } from '../ui/useUrlState.js';

export function ProfilesPage() {
  const { t } = useTranslation(['profiles', 'ui']);
  const format = useFormat();
  const [search, setSearch] = useUrlState('search');
  const pages = usePages<ProfileSummary>(profilesPath, { query: { search } });
  const columns: Column<ProfileSummary>[] = [
    { key: 'name', header: t('name'), width: '32%', cell: (profile) => profile.displayName },
    { key: 'email', header: t('email'), optional: true, cell: (profile) => profile.email ?? '' },
    { key: 'segments', header: t('segments'), numeric: true, width: 110, optional: true, cell: (profile) => format.number(profile.segments.length) },
    { key: 'runs', header: t('runsInside'), numeric: true, width: 140, optional: true, cell: (profile) => format.number(profile.activeRuns) },
    { key: 'seen', header: t('lastSeen'), width: 160, cell: (profile) => (profile.lastSeenAt === null ? '' : <RelativeTime at={profile.lastSeenAt} />) },
  ];
  const nothing =
    search === '' ? (
      <EmptyState icon={IconUsers} title={t('empty')} action={<LinkButton to="/">{t('sendFirst')}</LinkButton>}>
        {t('emptyText')}
      </EmptyState>
    ) : (
      <EmptyState
        icon={IconUserSearch}
        title={t('nobodyFound', { query: search })}
        action={
          <Button variant="default" onClick={() => setSearch('')}>
            {t('ui:clearSearch')}
          </Button>
        }
      >
        {t('searchHow')}
      </EmptyState>
    );
  return (
    <>
      <PageHeader title={t('title')} />
      <PageBody>
        <SearchField label={t('search')} value={search} onChange={setSearch} />
        <ListState pages={pages} empty={nothing}>
          <DataTable
            label={t('title')}
            columns={columns}
            rows={pages.items}
            rowKey={(profile) => profile.id}
            rowHref={(profile) => `/profiles/${encodeURIComponent(profile.id)}`}
            total={pages.total}
            hasMore={pages.result.hasNextPage}
            loadingMore={pages.result.isFetchingNextPage}
            onLoadMore={() => void pages.result.fetchNextPage()}
          />
        </ListState>
      </PageBody>
    </>
  );
}
