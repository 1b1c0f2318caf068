import { ActionIcon, Button, Menu, Tabs, TextInput } from '@mantine/core';
import { IconCircleCheck, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { call, path } from '../api/client.js';
import { useGet } from '../api/query.js';
import { type SegmentDefinition, type SegmentItem, segmentsPath } from '../api/segments.js';
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
import { useUrlState } from '../ui/useUrlState.js';
import { BackfillBadge } from './BackfillBadge.js';
import { ConditionBuilder } from './ConditionBuilder.js';
import { ConditionSentence } from './ConditionSentence.js';
import { askEvery, filledShare } from './filled-share.js';
import { isComplete } from './model/query.js';
import { SegmentMembers } from './SegmentMembers.js';
import { SegmentPreviewPanel } from './SegmentPreviewPanel.js';
import classes from './Segments.module.css';

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
  if (data !== undefined && data.key === key) return <SegmentEditor key={key} segment={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/segments', label: t('title') }} />;
}

function SegmentEditor({ segment }: { segment: SegmentItem | null }) {
  const { t } = useTranslation('segments');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [tab, setTab] = useUrlState('tab', 'define');
  const saved = useMemo(() => (segment === null ? emptyDefinition : definitionOf(segment)), [segment]);
  // What is typed stays on this device until it is saved: nothing is lost by a reload.
  const { draft, setDraft, changed, forget } = useKeptDraft<SegmentDefinition>(`segment:${segment?.key ?? 'new'}`, saved);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const more = useRef<HTMLButtonElement>(null);
  const [deleting, setDeleting] = useState(false);
  const complete = isComplete(draft.condition);
  const save = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const key = segment?.key ?? (await uniqueKey(segmentsPath, keyFromName(draft.name, 'segment')));
      const answer = await call<SegmentItem>('PUT', path`/api/segments/${key}`, { body: draft });
      forget();
      setSavedAt(Date.now());
      if (answer !== undefined) queryClient.setQueryData([path`/api/segments/${key}`, {}], answer);
      await queryClient.invalidateQueries({ queryKey: [path`/api/segments/${key}`] });
      await queryClient.invalidateQueries({ queryKey: [segmentsPath] });
      if (segment === null) await navigate(`/segments/${encodeURIComponent(key)}`, { replace: true });
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const remove = async (): Promise<void> => {
    await call('DELETE', path`/api/segments/${segment?.key ?? ''}`);
    forget();
    showDone(t('deleted', { name: saved.name }));
    await navigate('/segments');
    await queryClient.invalidateQueries({ queryKey: [segmentsPath] });
  };
  const title = draft.name.trim() === '' ? (segment?.name ?? t('newTitle')) : draft.name;
  const ready = complete && draft.name.trim() !== '';
  const savable = ready && (changed || segment === null);
  return (
    <>
      <PageHeader
        title={title}
        parent={{ to: '/segments', label: t('title') }}
        status={segment === null ? undefined : <BackfillBadge segment={segment} />}
        note={<SaveNote changed={changed || segment === null} busy={busy} savedAt={savedAt} />}
        actions={
          <>
            <Button
              loading={busy}
              aria-disabled={!savable || undefined}
              data-disabled={!savable || undefined}
              onClick={() => (savable ? void save() : undefined)}
              title={ready ? undefined : t('incomplete')}
            >
              {t('save')}
            </Button>
            {segment !== null && (
              <Menu position="bottom-end" shadow="sm">
                <Menu.Target>
                  <ActionIcon ref={more} variant="default" size={36} aria-label={t('more')}>
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
      >
        {segment !== null && (
          <Tabs value={tab} onChange={(value) => setTab(value ?? 'define')}>
            <Tabs.List>
              <Tabs.Tab value="define">{t('tabs.define')}</Tabs.Tab>
              <Tabs.Tab value="members">{t('tabs.members')}</Tabs.Tab>
            </Tabs.List>
          </Tabs>
        )}
      </PageHeader>
      <PageBody>
        {failure !== null && <ErrorState error={failure} />}
        {tab === 'members' && segment !== null ? (
          <SegmentMembers segment={segment} />
        ) : (
          <div className={classes.columns}>
            <div className={classes.column}>
              <Card>
                <div className={classes.fields}>
                  <TextInput
                    label={t('name')}
                    value={draft.name}
                    maxLength={120}
                    onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
                    autoFocus={segment === null}
                  />
                  <TextInput
                    label={t('description')}
                    value={draft.description ?? ''}
                    maxLength={500}
                    onChange={(event) => setDraft(withDescription(draft, event.currentTarget.value))}
                  />
                </div>
              </Card>
              <Card title={t('condition')}>
                {complete && (
                  <p className={classes.said} aria-live="polite">
                    <ConditionSentence condition={draft.condition} />
                  </p>
                )}
                <ConditionBuilder value={draft.condition} onChange={(condition) => setDraft({ ...draft, condition })} label={t('condition')} />
              </Card>
            </div>
            <SegmentPreviewPanel condition={draft.condition} complete={complete} />
          </div>
        )}
      </PageBody>
      {segment !== null && <DeleteSegment opened={deleting} opener={more} onClose={() => setDeleting(false)} segment={segment} onConfirm={remove} />}
    </>
  );
}

function definitionOf({ name, description, condition }: SegmentItem): SegmentDefinition {
  return description === undefined ? { name, condition } : { name, description, condition };
}

function withDescription(draft: SegmentDefinition, description: string): SegmentDefinition {
  const { description: _old, ...rest } = draft;
  return description === '' ? rest : { ...rest, description };
}

function SaveNote({ changed, busy, savedAt }: { changed: boolean; busy: boolean; savedAt: number | null }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(savedAt !== null), [savedAt]);
  if (busy) return <span role="status">{t('saving')}</span>;
  if (changed) {
    return (
      <StatusBadge tone="warning" icon={IconPencil}>
        {t('unsaved')}
      </StatusBadge>
    );
  }
  if (!shown || savedAt === null) return null;
  return (
    <StatusBadge tone="success" icon={IconCircleCheck}>
      {t('saved', { time: format.time(savedAt) })}
    </StatusBadge>
  );
}

interface DeleteProps {
  opened: boolean;
  onClose: () => void;
  segment: SegmentItem;
  opener: RefObject<HTMLElement | null>;
  onConfirm: () => Promise<void>;
}

function DeleteSegment({ opened, opener, onClose, segment, onConfirm }: DeleteProps) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const share = filledShare(segment.backfill);
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
      title={t('deleteTitle', { name: segment.name })}
      action={t('delete')}
      danger
      onConfirm={onConfirm}
    >
      {share === null
        ? t('deleteText', { count: segment.members, n: format.number(segment.members) })
        : t('deleteTextSoFar', { count: segment.members, n: format.number(segment.members), share: format.percent(share) })}
    </ConfirmDialog>
  );
}
