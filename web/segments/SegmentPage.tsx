import { Tabs } from '@mantine/core';
import { IconCircleCheck, IconPencil } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';

import { path } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { SegmentDefinition, SegmentItem } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { DefinitionActions } from '../ui/DefinitionActions.js';
import { ErrorState } from '../ui/ErrorState.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { NameFields } from '../ui/NameFields.js';
import { OvertakenNotice } from '../ui/OvertakenNotice.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { type DefinitionEditor, useDefinition } from '../ui/useDefinition.js';
import { useUrlState } from '../ui/useUrlState.js';
import { ConditionCard } from './ConditionCard.js';
import { DeleteSegment } from './DeleteSegment.js';
import { askEvery } from './filled-share.js';
import { GrowthTab } from './growth/GrowthTab.js';
import { combinationIn, conditionOf } from './model/combination.js';
import { isComplete } from './model/query.js';
import { CompositionTab } from './people/CompositionTab.js';
import { OverlapTab } from './people/OverlapTab.js';
import { SegmentMembers } from './SegmentMembers.js';
import { SegmentPreviewPanel } from './SegmentPreviewPanel.js';
import { SegmentSize } from './SegmentSize.js';
import classes from './Segments.module.css';
import { UsedIn } from './UsedIn.js';
import { VersionsTab } from './versions/VersionsTab.js';

const emptyDefinition: SegmentDefinition = { name: '', condition: { all: [{ fact: 'trait', params: { name: '' }, operator: 'equal', value: '' }] } };

export function SegmentPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('segments');
  const isNew = key === 'new';
  const { data, error, isPending, refetch } = useGet<SegmentItem>(path`/api/segments/${key}`, {
    enabled: !isNew,
    every: (segment) => askEvery(segment && [segment]),
  });
  if (isNew) return <SegmentEditor key="new" segment={null} />;
  if (data !== undefined) return <SegmentEditor key={key} segment={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/segments', label: t('title') }} />;
}

type Editor = DefinitionEditor<SegmentDefinition>;

/** A new one begins empty, or with the combination of segments that the address names. */
function useBegun(): { definition: SegmentDefinition; with: string } {
  const [search] = useSearchParams();
  return useMemo(() => {
    const combination = combinationIn(search);
    return combination === undefined
      ? { definition: emptyDefinition, with: '' }
      : { definition: { name: '', condition: conditionOf(combination) }, with: JSON.stringify(combination) };
  }, [search]);
}

/** What there is beside the definition. */
const more = { members: SegmentMembers, growth: GrowthTab, overlap: OverlapTab, composition: CompositionTab, versions: VersionsTab } as const;

function SegmentEditor({ segment }: { segment: SegmentItem | null }) {
  const { t } = useTranslation('segments');
  const [tab, setTab] = useUrlState('tab', 'define');
  const begun = useBegun();
  const saved = useMemo(() => (segment === null ? begun.definition : definitionOf(segment)), [segment, begun]);
  const editor = useDefinition({ noun: 'segments', item: segment, saved, begunWith: begun.with, fallbackKey: 'segment' });
  const { draft } = editor;
  const complete = isComplete(draft.condition);
  const Shown = Object.hasOwn(more, tab) ? more[tab as keyof typeof more] : undefined;
  return (
    <>
      <PageHeader
        title={draft.name.trim() === '' ? (segment?.name ?? t('newTitle')) : draft.name}
        parent={{ to: '/segments', label: t('title') }}
        status={segment === null ? undefined : <SegmentSize segment={segment} />}
        note={<SaveNote editor={editor} isNew={segment === null} />}
        actions={<Actions editor={editor} segment={segment} complete={complete} />}
      >
        {segment !== null && (
          <Tabs value={tab} onChange={(value) => setTab(value ?? 'define')}>
            <Tabs.List>
              <Tabs.Tab value="define">{t('tabs.define')}</Tabs.Tab>
              {Object.keys(more).map((name) => (
                <Tabs.Tab key={name} value={name}>
                  {t(`tabs.${name as keyof typeof more}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
        )}
      </PageHeader>
      <PageBody>
        {editor.overtaken && <OvertakenNotice editor={editor} />}
        {editor.failure !== null && <ErrorState error={editor.failure} />}
        {Shown !== undefined && segment !== null ? (
          <Shown segment={segment} />
        ) : (
          <div className={classes.columns}>
            <DefinitionFields editor={editor} segment={segment} />
            <div className={classes.column}>
              <SegmentPreviewPanel condition={complete ? draft.condition : null} />
              {segment !== null && <UsedIn usedBy={segment.usedBy} nowhere={t('usedIn.nowhere')} />}
            </div>
          </div>
        )}
      </PageBody>
    </>
  );
}

function Actions({ editor, segment, complete }: { editor: Editor; segment: SegmentItem | null; complete: boolean }) {
  const { t } = useTranslation('segments');
  const missing = !complete ? t('incomplete') : editor.draft.name.trim() === '' ? t('needsName') : null;
  return (
    <DefinitionActions
      editor={editor}
      isNew={segment === null}
      missing={missing}
      words={{ save: t('save'), discard: t('discard'), more: t('more'), delete: t('delete') }}
      deleteDialog={(deleting) => segment && <DeleteSegment {...deleting} segment={segment} onConfirm={editor.remove} />}
    />
  );
}

function DefinitionFields({ editor: { draft, setDraft }, segment }: { editor: Editor; segment: SegmentItem | null }) {
  const { t } = useTranslation('segments');
  return (
    <div className={classes.column}>
      <Card>
        <div className={classes.fields}>
          <NameFields draft={draft} onChange={setDraft} words={{ name: t('name'), description: t('description') }} isNew={segment === null} longest={500} />
        </div>
      </Card>
      <ConditionCard
        label={t('condition')}
        condition={draft.condition}
        onChange={(condition) => setDraft({ ...draft, condition })}
        keptAs={`segments/${segment?.key ?? 'new'}`}
        counts
      />
    </div>
  );
}

function SaveNote({ editor: { busy, changed, savedAt }, isNew }: { editor: Editor; isNew: boolean }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  if (busy) return <span role="status">{t('saving')}</span>;
  if (changed || isNew) {
    return (
      <StatusBadge tone="warning" icon={IconPencil}>
        {t('unsaved')}
      </StatusBadge>
    );
  }
  if (savedAt === null) return null;
  return (
    <StatusBadge tone="success" icon={IconCircleCheck}>
      {t('saved', { time: format.time(savedAt) })}
    </StatusBadge>
  );
}

function definitionOf({ name, description, condition }: SegmentItem): SegmentDefinition {
  return description === undefined ? { name, condition } : { name, description, condition };
}
