import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPackage } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { type ApiError, call, type Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import { computedPath, type ReadySet, type ReadySetPreview, readySetsPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { NotFoundPage } from '../app/NotFoundPage.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { BlockSkeleton, PageSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import classes from './Computed.module.css';
import { OrderValues } from './OrderValues.js';
import { RfmGrid } from './RfmGrid.js';
import { readSettings, type SetFields, settingsOf } from './ready-set-fields.js';
import { SetGroups } from './SetGroups.js';
import { SetNames } from './SetNames.js';
import { SetSettings } from './SetSettings.js';
import { useSetNames } from './useSetNames.js';

/** One ready set: its settings, whom each of its groups would hold, and the one button. */
export function ReadySetPage() {
  const { set = '' } = useParams();
  const { data, error, refetch } = useGet<Page<ReadySet>>(readySetsPath);
  const found = data?.items.find((each) => each.set === set);
  if (found !== undefined) return <SetEditor key={set} item={found} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} fullPage />;
  return data === undefined ? <PageSkeleton /> : <NotFoundPage />;
}

function SetEditor({ item }: { item: ReadySet }) {
  const { t } = useTranslation('traits');
  const queryClient = useQueryClient();
  const translated = useSetNames(item.set);
  const [names, setNames] = useState<{ readonly [key: string]: string }>(() => ({ ...translated, ...item.names }));
  const [fields, setFields] = useState<SetFields>(() => readSettings(item));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const request = settingsOf(item.set, fields);
  const [asked] = useDebouncedValue(request === null ? null : JSON.stringify({ set: item.set, settings: request }), 300);
  const preview = useQuery<ReadySetPreview, ApiError>({
    queryKey: ['/api/ready-sets/preview', asked],
    queryFn: async ({ signal }) => await call<ReadySetPreview>('POST', '/api/ready-sets/preview', { body: JSON.parse(asked ?? '{}'), signal }),
    enabled: asked !== null,
    placeholderData: (previous) => previous,
  });
  // Nothing that touches people happens before its head-count was shown.
  const named = Object.values(names).every((name) => name.trim() !== '');
  const ready = named && request !== null && preview.data !== undefined && preview.error === null && !preview.isPlaceholderData;
  const install = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await call('POST', '/api/ready-sets/install', { body: { set: item.set, settings: request, names } });
      for (const queryKey of [[readySetsPath], [computedPath], ['/api/segments']]) await queryClient.invalidateQueries({ queryKey });
      showDone(t('setInstalled', { set: t(`sets.${item.set}.name`) }));
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHeader
        title={t(`sets.${item.set}.name`)}
        parent={{ to: '/traits/computed', label: t('tabs.computed') }}
        status={
          item.installed ? (
            <StatusBadge tone="success" icon={IconPackage}>
              {t('installed')}
            </StatusBadge>
          ) : undefined
        }
        actions={
          <Button loading={busy} aria-disabled={!ready || undefined} data-disabled={!ready || undefined} onClick={() => (ready ? void install() : undefined)}>
            {t(item.installed ? 'applySet' : 'installSet', { set: t(`sets.${item.set}.name`) })}
          </Button>
        }
      />
      <PageBody>
        {failure !== null && <ErrorState error={failure} />}
        <div className={classes.columns}>
          <div className={classes.column}>
            <Card title={t('settings')}>
              <p className={classes.said}>{t(`sets.${item.set}.text`)}</p>
              {item.settings === null && <p className={classes.dim}>{t('nothingSuggested')}</p>}
              <SetSettings set={item.set} fields={fields} onChange={setFields} />
            </Card>
            {preview.data?.grid && (
              <Card title={t('grid.title')}>
                <RfmGrid grid={preview.data.grid} names={names} installed={item.installed} />
              </Card>
            )}
            {Object.keys(names).some((key) => key.includes('-')) && (
              <SetNames names={names} prefix={item.set === 'rfm' ? 'rfm-' : 'stage-'} onChange={setNames} />
            )}
            <CutPoints item={item} />
          </div>
          <Card title={t('headCount')}>
            {request === null ? (
              <p className={classes.dim}>{t('previewIncomplete')}</p>
            ) : preview.error !== null ? (
              <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
            ) : preview.data === undefined ? (
              <BlockSkeleton lines={8} />
            ) : (
              <>
                <SetGroups set={item.set} preview={preview.data} names={names} />
                {item.set === 'orderValue' && <OrderValues fields={fields} />}
              </>
            )}
          </Card>
        </div>
      </PageBody>
    </>
  );
}

function CutPoints({ item: { set, cutPoints } }: { item: ReadySet }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  if (set !== 'rfm' || cutPoints === null) return null;
  const told = (cuts: number[]) => format.list(cuts.map((cut) => format.number(cut)));
  return (
    <Card title={t('cutPoints')}>
      <ul>
        {(['recency', 'frequency', 'monetary'] as const).map((part) => (
          <li key={part}>{t(`cuts.${part}`, { cuts: told(cutPoints[part]) })}</li>
        ))}
      </ul>
      <p className={classes.dim}>{t('cutsFrom', { people: format.number(cutPoints.people), at: format.dateTime(cutPoints.at) })}</p>
      <p className={classes.dim}>{t('cutsTies')}</p>
    </Card>
  );
}
