import { IconPencil } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { path } from '../api/client.js';
import type { SharedConditionDefinition, SharedConditionItem } from '../api/conditions.js';
import { useGet } from '../api/query.js';
import { ConditionCard } from '../segments/ConditionCard.js';
import { isComplete } from '../segments/model/query.js';
import { SegmentPreviewPanel } from '../segments/SegmentPreviewPanel.js';
import classes from '../segments/Segments.module.css';
import { UsedIn } from '../segments/UsedIn.js';
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
import { DeleteCondition } from './DeleteCondition.js';

const emptyDefinition: SharedConditionDefinition = {
  name: '',
  condition: { all: [{ fact: 'trait', params: { name: '' }, operator: 'equal', value: '' }] },
};

export function SharedConditionPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('conditions');
  const isNew = key === 'new';
  const { data, error, isPending, refetch } = useGet<SharedConditionItem>(path`/api/conditions/${key}`, { enabled: !isNew });
  if (isNew) return <ConditionEditor key="new" condition={null} />;
  if (data !== undefined) return <ConditionEditor key={key} condition={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/conditions', label: t('title') }} />;
}

function ConditionEditor({ condition }: { condition: SharedConditionItem | null }) {
  const { t } = useTranslation('conditions');
  const saved = useMemo(() => (condition === null ? emptyDefinition : definitionOf(condition)), [condition]);
  const editor = useDefinition<SharedConditionDefinition>({ noun: 'conditions', item: condition, saved, fallbackKey: 'condition' });
  const { draft } = editor;
  const complete = isComplete(draft.condition);
  const missing = !complete ? t('incomplete') : draft.name.trim() === '' ? t('needsName') : null;
  return (
    <>
      <PageHeader
        title={draft.name.trim() === '' ? (condition?.name ?? t('newTitle')) : draft.name}
        parent={{ to: '/conditions', label: t('title') }}
        note={
          editor.changed ? (
            <StatusBadge tone="warning" icon={IconPencil}>
              {t('unsaved')}
            </StatusBadge>
          ) : undefined
        }
        actions={
          <DefinitionActions
            editor={editor}
            isNew={condition === null}
            missing={missing}
            words={{ save: t('save'), discard: t('discard'), more: t('more'), delete: t('delete') }}
            deleteDialog={(deleting) => condition && <DeleteCondition {...deleting} condition={condition} onConfirm={editor.remove} />}
          />
        }
      />
      <PageBody>
        {editor.overtaken && <OvertakenNotice editor={editor} />}
        {editor.failure !== null && <ErrorState error={editor.failure} />}
        <div className={classes.columns}>
          <ConditionFields editor={editor} known={condition?.key} />
          <div className={classes.column}>
            <SegmentPreviewPanel condition={complete ? draft.condition : null} />
            {condition !== null && <UsedIn usedBy={condition.usedBy} nowhere={t('nowhere')} note={t('followText')} />}
          </div>
        </div>
      </PageBody>
    </>
  );
}

interface FieldsProps {
  editor: DefinitionEditor<SharedConditionDefinition>;
  known: string | undefined;
}

function ConditionFields({ editor: { draft, setDraft }, known }: FieldsProps) {
  const { t } = useTranslation('conditions');
  return (
    <div className={classes.column}>
      <Card>
        <div className={classes.fields}>
          <NameFields draft={draft} onChange={setDraft} words={{ name: t('name'), description: t('description') }} isNew={known === undefined} />
        </div>
      </Card>
      <ConditionCard
        label={t('condition')}
        condition={draft.condition}
        onChange={(condition) => setDraft({ ...draft, condition })}
        keptAs={`conditions/${known ?? 'new'}`}
        counts
      />
    </div>
  );
}

function definitionOf({ name, description, condition }: SharedConditionItem): SharedConditionDefinition {
  return { name, ...(description !== undefined && { description }), condition };
}
