import { Tabs } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { path } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { TagDefinition, TagItem } from '../api/tags.js';
import { TagJobsTable } from '../jobs/TagJobsTable.js';
import { isComplete } from '../segments/model/query.js';
import { DefinitionActions } from '../ui/DefinitionActions.js';
import { ErrorState } from '../ui/ErrorState.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { OvertakenNotice } from '../ui/OvertakenNotice.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { type DefinitionEditor, useDefinition } from '../ui/useDefinition.js';
import { useUrlState } from '../ui/useUrlState.js';
import { DeleteTag } from './DeleteTag.js';
import { TagByList } from './TagByList.js';
import { TagFields } from './TagFields.js';
import { TagPeople } from './TagPeople.js';
import { TagSize } from './TagSize.js';
import classes from './Tags.module.css';

const newTag: TagDefinition = { name: '', color: 'gray' };

export function TagPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('tags');
  const isNew = key === 'new';
  const { data, error, isPending, refetch } = useGet<TagItem>(path`/api/tags/${key}`, { enabled: !isNew, every: 5_000 });
  if (isNew) return <TagEditor key="new" tag={null} />;
  if (data !== undefined) return <TagEditor key={key} tag={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/traits/tags', label: t('title') }} />;
}

function TagEditor({ tag }: { tag: TagItem | null }) {
  const { t } = useTranslation('tags');
  const [tab, setTab] = useUrlState('tab', 'define');
  const saved = useMemo(() => (tag === null ? newTag : definitionOf(tag)), [tag]);
  const editor = useDefinition<TagDefinition>({ noun: 'tags', pages: '/traits/tags', item: tag, saved, fallbackKey: 'tag' });
  const { draft } = editor;
  return (
    <>
      <PageHeader
        title={draft.name.trim() === '' ? (tag?.name ?? t('newTitle')) : draft.name}
        parent={{ to: '/traits/tags', label: t('title') }}
        status={tag === null ? undefined : <TagSize tag={tag} />}
        note={
          editor.changed ? (
            <StatusBadge tone="warning" icon={IconPencil}>
              {t('unsaved')}
            </StatusBadge>
          ) : undefined
        }
        actions={<Actions tag={tag} editor={editor} />}
      >
        {tag !== null && (
          <Tabs value={tab} onChange={(value) => setTab(value ?? 'define')}>
            <Tabs.List>
              <Tabs.Tab value="define">{t('tabs.define')}</Tabs.Tab>
              <Tabs.Tab value="people">{t('tabs.people')}</Tabs.Tab>
              <Tabs.Tab value="many">{t('tabs.many')}</Tabs.Tab>
            </Tabs.List>
          </Tabs>
        )}
      </PageHeader>
      <PageBody>
        {editor.overtaken && <OvertakenNotice editor={editor} />}
        {editor.failure !== null && <ErrorState error={editor.failure} />}
        {tag !== null && tab === 'people' ? (
          <TagPeople tag={tag} />
        ) : tag !== null && tab === 'many' ? (
          <Many tag={tag} />
        ) : (
          <TagFields draft={draft} onChange={editor.setDraft} isNew={tag === null} />
        )}
      </PageBody>
    </>
  );
}

/** The tag turned for many at once: by a list here, and every job so far. */
function Many({ tag }: { tag: TagItem }) {
  const { t } = useTranslation('tags');
  return (
    <div className={classes.stack}>
      {tag.condition === undefined ? <TagByList tag={tag} /> : <p>{t('followsRule')}</p>}
      <TagJobsTable address={path`/api/tags/${tag.key}/jobs`} withTag={false} />
    </div>
  );
}

function Actions({ tag, editor }: { tag: TagItem | null; editor: DefinitionEditor<TagDefinition> }) {
  const { t } = useTranslation('tags');
  const { name, condition } = editor.draft;
  const missing = name.trim() === '' ? t('needsName') : condition !== undefined && !isComplete(condition) ? t('incomplete') : null;
  return (
    <DefinitionActions
      editor={editor}
      isNew={tag === null}
      missing={missing}
      words={{ save: t('save'), discard: t('discard'), more: t('more'), delete: t('delete') }}
      deleteDialog={(deleting) => tag && <DeleteTag {...deleting} tag={tag} onConfirm={editor.remove} />}
    />
  );
}

function definitionOf({ name, color, description, owner, condition }: TagItem): TagDefinition {
  return { name, color, ...(description !== undefined && { description }), ...(owner !== undefined && { owner }), ...(condition && { condition }) };
}
