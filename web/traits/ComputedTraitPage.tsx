import { ActionIcon, Button, Menu, Textarea, TextInput } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { call, path } from '../api/client.js';
import { useGet } from '../api/query.js';
import { useSession } from '../api/session.js';
import { type ComputedDetail, computedPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { LoadFailure } from '../ui/LoadFailure.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { PageSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import { useKeptDraft } from '../ui/useKeptDraft.js';
import classes from './Computed.module.css';
import { ComputedPreviewPanel } from './ComputedPreviewPanel.js';
import { Filling } from './ComputedTraitsPage.js';
import { type ComputedDraft, draftOf, isComplete, nameFromLabel, newDraft, sourceOf } from './computed-draft.js';
import { DeleteComputed } from './DeleteComputed.js';
import { Distribution } from './Distribution.js';
import { SourceFields } from './SourceFields.js';
import { sourceSentence } from './source-sentence.js';

export function ComputedTraitPage() {
  const { name = '' } = useParams();
  const { t } = useTranslation('traits');
  const isNew = name === 'new';
  const { data, error, isPending, refetch } = useGet<ComputedDetail>(path`/api/computed-traits/${name}`, { enabled: !isNew, every: 5_000 });
  if (isNew) return <Editor key="new" trait={null} />;
  if (data !== undefined) return <Editor key={name} trait={data} />;
  if (isPending) return <PageSkeleton />;
  return <LoadFailure error={error} onRetry={() => void refetch()} list={{ to: '/traits/computed', label: t('tabs.computed') }} />;
}

function Editor({ trait }: { trait: ComputedDetail | null }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const { workspace } = useSession();
  const saved = useMemo(() => (trait === null ? newDraft : draftOf(trait.label, trait.description, trait.source)), [trait]);
  const kept = useKeptDraft<ComputedDraft>(`${workspace.id}/computed-traits/${trait?.name ?? 'new'}`, saved ?? newDraft, trait?.liveVersion ?? null);
  const [failure, setFailure] = useState<unknown>(null);
  const { draft, setDraft } = kept;
  const source = saved === undefined ? (trait?.source ?? null) : isComplete(draft) ? sourceOf(draft) : null;
  return (
    <>
      <PageHeader
        title={saved === undefined ? (trait?.label ?? '') : draft.label.trim() === '' ? (trait?.label ?? t('newTitle')) : draft.label}
        parent={{ to: '/traits/computed', label: t('tabs.computed') }}
        status={trait === null ? undefined : <Filling backfill={trait.backfill} />}
        note={kept.changed ? t('unsaved') : undefined}
        actions={<Actions trait={trait} kept={kept} editable={saved !== undefined} onFailure={setFailure} />}
      />
      <PageBody>
        {failure !== null && <ErrorState error={failure} />}
        <div className={classes.columns}>
          <div className={classes.column}>
            <Card title={t('definition')}>
              <p className={classes.said}>{source === null ? t('incomplete') : sourceSentence(source, { t, format })}</p>
              {saved === undefined ? <OfSet trait={trait} /> : <Fields draft={draft} onChange={setDraft} name={trait?.name ?? nameFromLabel(draft.label)} />}
            </Card>
            {trait !== null && (
              <Card title={t('valuesNow')}>
                <Distribution values={trait.distribution} label={t('valuesNow')} />
              </Card>
            )}
          </div>
          <ComputedPreviewPanel source={source} />
        </div>
      </PageBody>
    </>
  );
}

function Fields({ draft, onChange, name }: { draft: ComputedDraft; onChange: (draft: ComputedDraft) => void; name: string }) {
  const { t } = useTranslation('traits');
  return (
    <>
      <div className={classes.fields}>
        <TextInput
          label={t('label')}
          description={t('calledInConditions', { name })}
          required
          maxLength={120}
          value={draft.label}
          onChange={(event) => onChange({ ...draft, label: event.currentTarget.value })}
        />
        <Textarea
          label={t('description')}
          autosize
          minRows={1}
          maxLength={2_000}
          value={draft.description}
          onChange={(event) => onChange({ ...draft, description: event.currentTarget.value })}
        />
      </div>
      <SourceFields draft={draft} onChange={onChange} />
    </>
  );
}

function OfSet({ trait }: { trait: ComputedDetail | null }) {
  const { t } = useTranslation('traits');
  const set = trait?.set ?? 'rfm';
  return (
    <>
      <p className={classes.dim}>{t('ofSet', { set: t(`sets.${set}.name`) })}</p>
      <LinkButton to={`/traits/ready/${set}`} variant="default" mt={8}>
        {t('changeSet')}
      </LinkButton>
    </>
  );
}

interface ActionsProps {
  trait: ComputedDetail | null;
  kept: ReturnType<typeof useKeptDraft<ComputedDraft>>;
  editable: boolean;
  onFailure: (failure: unknown) => void;
}

function Actions({ trait, kept, editable, onFailure }: ActionsProps) {
  const { t } = useTranslation('traits');
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const more = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { draft, changed, forget } = kept;
  const ready = editable && isComplete(draft) && draft.label.trim() !== '' && (changed || trait === null);
  const save = async (): Promise<void> => {
    setBusy(true);
    onFailure(null);
    const name = trait?.name ?? nameFromLabel(draft.label);
    const description = draft.description.trim();
    try {
      const body = { label: draft.label.trim(), ...(description !== '' && { description }), ...(trait?.set && { set: trait.set }), source: sourceOf(draft) };
      await call('PUT', path`/api/computed-traits/${name}`, {
        body,
        headers: trait === null ? { 'if-none-match': '*' } : { ...(kept.base !== null && { 'if-match': `"${kept.base}"` }) },
      });
      await queryClient.invalidateQueries({ queryKey: [computedPath] });
      await queryClient.invalidateQueries({ queryKey: [path`/api/computed-traits/${name}`] });
      if (trait === null) await navigate(`/traits/computed/${name}`, { replace: true });
      forget();
      showDone(t('savedComputed', { name: body.label }));
    } catch (problem) {
      onFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {changed && trait !== null && editable && (
        <Button variant="default" onClick={forget}>
          {t('discard')}
        </Button>
      )}
      {editable && (
        <Button loading={busy} aria-disabled={!ready || undefined} data-disabled={!ready || undefined} onClick={() => (ready ? void save() : undefined)}>
          {t('saveComputed')}
        </Button>
      )}
      {trait !== null && (
        <>
          <Menu position="bottom-end" shadow="sm">
            <Menu.Target>
              <ActionIcon ref={more} variant="default" size={36} aria-label={t('more')}>
                <IconDots size={20} stroke={1.5} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconTrash size={16} stroke={1.5} />} onClick={() => setDeleting(true)}>
                {t('deleteComputed')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <DeleteComputed trait={trait} opened={deleting} opener={more} onClose={() => setDeleting(false)} onGone={forget} />
        </>
      )}
    </>
  );
}
