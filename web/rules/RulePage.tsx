import { Checkbox, Switch } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { path } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { RuleDefinition, RuleItem, Rules } from '../api/rules.js';
import { rulesPath } from '../api/rules.js';
import { ConditionCard } from '../segments/ConditionCard.js';
import { isComplete } from '../segments/model/query.js';
import { SegmentPreviewPanel } from '../segments/SegmentPreviewPanel.js';
import columns from '../segments/Segments.module.css';
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
import { ActionsEditor, isActionComplete } from './ActionsEditor.js';
import { Conflicts } from './Conflicts.js';
import { DeleteRule } from './DeleteRule.js';
import { definitionOf } from './definition.js';
import classes from './Rules.module.css';

const emptyDefinition: RuleDefinition = {
  name: '',
  priority: 1,
  enabled: true,
  condition: { all: [{ fact: 'event', params: { name: '' }, operator: 'greaterThanInclusive', value: 1 }] },
  whenTrue: [],
  whenFalse: [],
  current: false,
};

export function RulePage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('rules');
  const isNew = key === 'new';
  const { data, error, isPending, refetch } = useGet<RuleItem>(path`/api/rules/${key}`, { enabled: !isNew });
  if (isNew) return <RuleEditor key="new" rule={null} />;
  if (data !== undefined) return <RuleEditor key={key} rule={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/rules', label: t('title') }} />;
}

type Editor = DefinitionEditor<RuleDefinition>;

function RuleEditor({ rule }: { rule: RuleItem | null }) {
  const { t } = useTranslation('rules');
  const saved = useMemo(() => (rule === null ? emptyDefinition : definitionOf(rule)), [rule]);
  const editor = useDefinition<RuleDefinition>({ noun: 'rules', item: rule, saved, fallbackKey: 'rule' });
  const { draft } = editor;
  const complete = isComplete(draft.condition);
  return (
    <>
      <PageHeader
        title={draft.name.trim() === '' ? (rule?.name ?? t('newTitle')) : draft.name}
        parent={{ to: '/rules', label: t('title') }}
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
            isNew={rule === null}
            missing={missingOf(draft, complete, t)}
            words={{ save: t('save'), discard: t('discard'), more: t('more'), delete: t('delete') }}
            deleteDialog={(deleting) => rule && <DeleteRule {...deleting} rule={rule} onConfirm={editor.remove} />}
          />
        }
      />
      <PageBody>
        {editor.overtaken && <OvertakenNotice editor={editor} />}
        {editor.failure !== null && <ErrorState error={editor.failure} />}
        {rule !== null && <OwnConflicts rule={rule} />}
        <div className={columns.columns}>
          <RuleFields editor={editor} known={rule?.key} />
          <SegmentPreviewPanel condition={complete ? draft.condition : null} />
        </div>
      </PageBody>
    </>
  );
}

function missingOf(
  draft: RuleDefinition,
  complete: boolean,
  t: (key: 'incomplete' | 'needsName' | 'needsAction' | 'incompleteAction') => string,
): string | null {
  const actions = [...(draft.whenTrue ?? []), ...(draft.whenFalse ?? [])];
  if (!complete) return t('incomplete');
  if (draft.name.trim() === '') return t('needsName');
  if (actions.length === 0) return t('needsAction');
  return actions.every(isActionComplete) ? null : t('incompleteAction');
}

function OwnConflicts({ rule }: { rule: RuleItem }) {
  const rules = useGet<Rules>(rulesPath).data;
  const own = rules?.conflicts.filter((conflict) => conflict.rules.includes(rule.key)) ?? [];
  return own.length === 0 ? null : <Conflicts conflicts={own} rules={rules?.items ?? []} />;
}

function RuleFields({ editor: { draft, setDraft }, known }: { editor: Editor; known: string | undefined }) {
  const { t } = useTranslation('rules');
  return (
    <div className={columns.column}>
      <Card>
        <div className={columns.fields}>
          <NameFields draft={draft} onChange={setDraft} words={{ name: t('name'), description: t('description') }} isNew={known === undefined} />
          <Switch
            className={classes.switch ?? ''}
            label={t('isOn')}
            checked={draft.enabled ?? true}
            onChange={(event) => setDraft({ ...draft, enabled: event.currentTarget.checked })}
          />
        </div>
      </Card>
      <ConditionCard
        label={t('when')}
        condition={draft.condition}
        onChange={(condition) => setDraft({ ...draft, condition })}
        keptAs={`rules/${known ?? 'new'}`}
      />
      <Card title={t('doesTitle')}>
        <div className={classes.lists}>
          <ActionsEditor title={t('whenTrue')} none={t('noneTrue')} actions={draft.whenTrue ?? []} onChange={(whenTrue) => setDraft({ ...draft, whenTrue })} />
          <ActionsEditor
            title={t('whenFalse')}
            none={t('noneFalse')}
            actions={draft.whenFalse ?? []}
            onChange={(whenFalse) => setDraft({ ...draft, whenFalse })}
          />
          <Checkbox
            label={t('current')}
            description={t('currentHow')}
            checked={draft.current ?? false}
            onChange={(event) => setDraft({ ...draft, current: event.currentTarget.checked })}
          />
        </div>
      </Card>
    </div>
  );
}
