import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../api/client.js';
import { usePages } from '../api/query.js';
import type { TaggedPerson, TagItem } from '../api/tags.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { turnedBy } from './turned-by.js';

/** Who has the tag now, since when, and who or what turned it on. */
export function TagPeople({ tag }: { tag: TagItem }) {
  const { t } = useTranslation('tags');
  const pages = usePages<TaggedPerson>(path`/api/tags/${tag.key}/people`, { every: 10_000 });
  const columns: Column<TaggedPerson>[] = [
    { key: 'name', header: t('person'), cell: (person) => person.displayName },
    { key: 'email', header: t('email'), optional: true, cell: (person) => person.email ?? '' },
    { key: 'by', header: t('turnedBy'), cell: ({ by, source }) => t(`origin.${turnedBy(tag.key, { by, source: source.id })}`, { source: source.name }) },
    { key: 'since', header: t('since'), width: 160, oneLine: true, cell: (person) => <RelativeTime at={person.since} /> },
  ];
  return (
    <PagedTable
      label={t('tabs.people')}
      pages={pages}
      columns={columns}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/profiles/${encodeURIComponent(id)}`}
      empty={
        <EmptyState icon={IconUsers} title={t('nobody')}>
          {t(tag.condition ? 'nobodyByRule' : 'nobodyByHand')}
        </EmptyState>
      }
    />
  );
}
