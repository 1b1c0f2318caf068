import { IconTag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePages } from '../api/query.js';
import { type TagItem, tagsPath } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { ConditionSentence } from '../segments/ConditionSentence.js';
import { TraitsFrame } from '../traits/TraitsFrame.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { TagChip } from './TagChip.js';
import { TagSize } from './TagSize.js';

/** Every tag: how many people have it, who owns it, and what turns it. */
export function TagsPage() {
  const { t } = useTranslation('tags');
  const pages = usePages<TagItem>(tagsPath, { every: 5_000 });
  const columns: Column<TagItem>[] = [
    { key: 'name', header: t('name'), width: '24%', cell: (tag) => <TagChip color={tag.color}>{tag.name}</TagChip> },
    { key: 'how', header: t('how'), optional: true, cell: ({ condition }) => (condition ? <ConditionSentence condition={condition} /> : t('byHand')) },
    { key: 'owner', header: t('owner'), optional: true, width: 140, cell: ({ owner }) => owner ?? '' },
    { key: 'people', header: t('people'), numeric: true, oneLine: true, width: 150, cell: (tag) => <PeopleCount tag={tag} /> },
    { key: 'updated', header: t('updated'), optional: true, oneLine: true, width: 150, cell: (tag) => <RelativeTime at={tag.updatedAt} /> },
  ];
  const create = <LinkButton to="/traits/tags/new">{t('new')}</LinkButton>;
  return (
    <TraitsFrame tab="tags" actions={create}>
      <PagedTable
        label={t('title')}
        pages={pages}
        columns={columns}
        rowKey={({ key }) => key}
        rowHref={({ key }) => `/traits/tags/${encodeURIComponent(key)}`}
        empty={
          <EmptyState icon={IconTag} title={t('empty')} action={create}>
            {t('emptyText')}
          </EmptyState>
        }
      />
    </TraitsFrame>
  );
}

/** How many have it, which opens them; while a new rule is asked of everybody, how far that is. */
function PeopleCount({ tag }: { tag: TagItem }) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const { key, people, backfill } = tag;
  if (backfill.done < backfill.total) return <TagSize tag={tag} />;
  return (
    <Link to={`/traits/tags/${encodeURIComponent(key)}?tab=people`} aria-label={t('peopleCount', { count: people, n: format.number(people) })}>
      {format.number(people)}
    </Link>
  );
}
