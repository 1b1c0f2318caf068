import { IconCircleCheck, IconPencil } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { path } from '../api/client.js';
import { useJourneyNames } from '../api/journeys.js';
import type { TemplateDefinition, TemplateItem } from '../api/messages.js';
import { useGet } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { DefinitionActions } from '../ui/DefinitionActions.js';
import { ErrorState } from '../ui/ErrorState.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { OvertakenNotice } from '../ui/OvertakenNotice.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { type DefinitionEditor, useDefinition } from '../ui/useDefinition.js';
import { DeleteTemplate } from './DeleteTemplate.js';
import classes from './Messages.module.css';
import { starterTemplate } from './starter.js';
import { TemplateFields } from './TemplateFields.js';
import { TemplatePreviewPanel } from './TemplatePreviewPanel.js';

export function TemplatePage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('messages');
  const isNew = key === 'new';
  const { data, error, isPending, refetch } = useGet<TemplateItem>(path`/api/templates/${key}`, { enabled: !isNew, every: 30_000 });
  if (isNew) return <TemplateEditor key="new" template={null} />;
  if (data !== undefined) return <TemplateEditor key={key} template={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/templates', label: t('templates') }} />;
}

type Editor = DefinitionEditor<TemplateDefinition>;

/** What is typed is kept on this device; journeys see it only when it is published. */
function TemplateEditor({ template }: { template: TemplateItem | null }) {
  const { t } = useTranslation('messages');
  const editor = useDefinition({ noun: 'templates', item: template, saved: template?.draft ?? starterTemplate, fallbackKey: 'template' });
  const { draft } = editor;
  return (
    <>
      <PageHeader
        title={draft.name.trim() === '' ? t('newTemplate') : draft.name}
        parent={{ to: '/templates', label: t('templates') }}
        status={<Status editor={editor} isNew={template === null} />}
        note={template === null ? undefined : <UsedIn template={template} />}
        actions={<Actions editor={editor} template={template} />}
      />
      <PageBody>
        {editor.overtaken && <OvertakenNotice editor={editor} />}
        {editor.failure !== null && <ErrorState error={editor.failure} />}
        <div className={classes.editor}>
          <TemplateFields editor={editor} isNew={template === null} />
          <div className={classes.sticky}>
            <TemplatePreviewPanel definition={draft} />
          </div>
        </div>
      </PageBody>
    </>
  );
}

function Status({ editor: { changed, savedAt }, isNew }: { editor: Editor; isNew: boolean }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  if (changed || isNew) {
    return (
      <StatusBadge tone="warning" icon={IconPencil}>
        {t('draft')}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="success" icon={IconCircleCheck}>
      {savedAt === null ? t('live') : t('publishedAt', { time: format.time(savedAt) })}
    </StatusBadge>
  );
}

/** Said before it is published: these send it. */
function UsedIn({ template: { usedBy } }: { template: TemplateItem }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const names = useJourneyNames();
  const [only] = usedBy;
  if (only === undefined) return null;
  if (usedBy.length === 1) {
    return (
      <Trans
        ns="messages"
        i18nKey="usedInOne"
        values={{ journey: names.get(only) ?? only }}
        components={{ a: <Link to={`/journeys/${encodeURIComponent(only)}`} /> }}
      />
    );
  }
  return <span title={format.list(usedBy.map((key) => names.get(key) ?? key))}>{t('usedIn', { count: usedBy.length, n: format.number(usedBy.length) })}</span>;
}

function Actions({ editor, template }: { editor: Editor; template: TemplateItem | null }) {
  const { t } = useTranslation('messages');
  const { name, subject } = editor.draft;
  return (
    <DefinitionActions
      editor={editor}
      isNew={template === null}
      missing={name.trim() === '' || subject.trim() === '' ? t('needsName') : null}
      words={{ save: t('publish'), discard: t('discard'), more: t('more'), delete: t('delete') }}
      deleteDialog={(deleting) => template && <DeleteTemplate {...deleting} template={template} onConfirm={editor.remove} />}
    />
  );
}
