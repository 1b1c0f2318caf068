import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { IconCircleCheck, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import type { Page } from '../api/client.js';
import { call, path } from '../api/client.js';
import { type JourneyItem, journeysPath } from '../api/journeys.js';
import { type TemplateDefinition, type TemplateItem, templatesPath } from '../api/messages.js';
import { useGet } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { ErrorState } from '../ui/ErrorState.js';
import { keyFromName, uniqueKey } from '../ui/keys.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import { useKeptDraft } from '../ui/useKeptDraft.js';
import { CodeField } from './CodeField.js';
import classes from './Messages.module.css';
import { starterTemplate } from './starter.js';
import { TemplatePreviewPanel } from './TemplatePreviewPanel.js';

export function TemplatePage() {
  const { key = '' } = useParams();
  const { t } = useTranslation('messages');
  const isNew = key === 'new';
  const { data, error, isPending, refetch } = useGet<TemplateItem>(path`/api/templates/${key}`, { enabled: !isNew });
  if (isNew) return <TemplateEditor key="new" template={null} />;
  if (data !== undefined && data.key === key) return <TemplateEditor key={key} template={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/templates', label: t('templates') }} />;
}

function TemplateEditor({ template }: { template: TemplateItem | null }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  // Kept on this device from the first key on; journeys see it only when it is published.
  const { draft, setDraft, changed, forget } = useKeptDraft<TemplateDefinition>(`template:${template?.key ?? 'new'}`, template?.draft ?? starterTemplate);
  const [publishedAt, setPublishedAt] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [deleting, setDeleting] = useState(false);
  const journeys = useGet<Page<JourneyItem>>(journeysPath);
  const usedIn = (journeys.data?.items ?? []).filter((journey) =>
    journey.draft.steps.some((step) => step.type === 'message' && step.template === template?.key),
  );
  const publish = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const key = template?.key ?? (await uniqueKey(templatesPath, keyFromName(draft.name, 'template')));
      await call('PUT', path`/api/templates/${key}`, { body: draft });
      forget();
      setPublishedAt(Date.now());
      await queryClient.invalidateQueries({ queryKey: [path`/api/templates/${key}`] });
      await queryClient.invalidateQueries({ queryKey: [templatesPath] });
      if (template === null) await navigate(`/templates/${encodeURIComponent(key)}`, { replace: true });
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const remove = async (): Promise<void> => {
    await call('DELETE', path`/api/templates/${template?.key ?? ''}`);
    forget();
    showDone(t('deleted', { name: draft.name }));
    await navigate('/templates');
    await queryClient.invalidateQueries({ queryKey: [templatesPath] });
  };
  const ready = draft.name.trim() !== '' && draft.subject.trim() !== '';
  const unsaved = changed || template === null;
  return (
    <>
      <PageHeader
        title={draft.name.trim() === '' ? t('newTemplate') : draft.name}
        parent={{ to: '/templates', label: t('templates') }}
        status={
          unsaved ? (
            <StatusBadge tone="warning" icon={IconPencil}>
              {t('draft')}
            </StatusBadge>
          ) : (
            <StatusBadge tone="success" icon={IconCircleCheck}>
              {publishedAt === null ? t('live') : t('publishedAt', { time: format.time(publishedAt) })}
            </StatusBadge>
          )
        }
        note={
          usedIn.length > 0 ? (
            <span title={format.list(usedIn.map((journey) => journey.draft.name))}>
              {t('usedIn', { count: usedIn.length, n: format.number(usedIn.length) })}
            </span>
          ) : undefined
        }
        actions={
          <>
            {changed && template !== null && (
              <Button
                variant="default"
                onClick={() => {
                  setDraft(template.draft);
                  forget();
                }}
              >
                {t('discard')}
              </Button>
            )}
            <Button
              loading={busy}
              aria-disabled={!ready || !unsaved || undefined}
              data-disabled={!ready || !unsaved || undefined}
              title={ready ? undefined : t('needsName')}
              onClick={() => (ready && unsaved ? void publish() : undefined)}
            >
              {t('publish')}
            </Button>
            {template !== null && (
              <Menu position="bottom-end" shadow="sm">
                <Menu.Target>
                  <ActionIcon variant="default" size={36} aria-label={t('more')}>
                    <IconDots size={20} stroke={1.5} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconTrash size={16} stroke={1.5} />} onClick={() => setDeleting(true)}>
                    {t('delete')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </>
        }
      />
      <PageBody>
        {failure !== null && <ErrorState error={failure} />}
        <div className={classes.editor}>
          <div className={classes.column}>
            <Card>
              <div className={classes.stack}>
                <TextInput
                  label={t('name')}
                  value={draft.name}
                  maxLength={120}
                  autoFocus={template === null}
                  onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
                />
                <TextInput
                  label={t('subject')}
                  value={draft.subject}
                  onChange={(event) => setDraft({ ...draft, subject: event.currentTarget.value })}
                  styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
                />
                <TextInput
                  label={t('preheader')}
                  description={t('preheaderHint')}
                  value={draft.preheader ?? ''}
                  onChange={(event) => setDraft(withOptional(draft, 'preheader', event.currentTarget.value))}
                />
                <CodeField label={t('mjml')} value={draft.mjml} onChange={(mjml) => setDraft({ ...draft, mjml })} height="420px" />
                <CodeField
                  label={t('text')}
                  hint={t('textHint')}
                  value={draft.text ?? ''}
                  onChange={(text) => setDraft(withOptional(draft, 'text', text))}
                  height="140px"
                />
              </div>
            </Card>
          </div>
          <div className={classes.sticky}>
            <TemplatePreviewPanel definition={draft} />
          </div>
        </div>
      </PageBody>
      <ConfirmDialog
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={t('deleteTitle', { name: draft.name })}
        action={t('delete')}
        danger
        onConfirm={remove}
      >
        {t('deleteText', { count: usedIn.length })}
      </ConfirmDialog>
    </>
  );
}

/** An empty text part or preheader is absent: the server then makes its own. */
function withOptional(draft: TemplateDefinition, part: 'preheader' | 'text', value: string): TemplateDefinition {
  const { [part]: _old, ...rest } = draft;
  return value === '' ? rest : { ...rest, [part]: value };
}
