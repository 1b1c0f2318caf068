import { Button, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, type Page, path } from '../api/client.js';
import type { ApiKey, Source } from '../api/home.js';
import { useGet, usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { CodeBlock } from '../ui/CodeBlock.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { CopyButton } from '../ui/CopyButton.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ErrorState } from '../ui/ErrorState.js';
import { PageBody } from '../ui/PageBody.js';
import { PagedTable } from '../ui/PagedTable.js';
import { PageHeader } from '../ui/PageHeader.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { showDone } from '../ui/toasts.js';
import classes from './ApiKeys.module.css';
import { PublicTokensCard } from './PublicTokensCard.js';

const keysPath = '/api/api-keys';

export function ApiKeysPage() {
  const { t } = useTranslation('access');
  const format = useFormat();
  const queryClient = useQueryClient();
  const pages = usePages<ApiKey>(keysPath);
  const sources = useGet<Page<Source>>('/api/sources');
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const refresh = async (): Promise<void> => await queryClient.invalidateQueries({ queryKey: [keysPath] });
  const columns: Column<ApiKey>[] = [
    { key: 'name', header: t('apiKeys.name'), cell: (key) => key.name },
    { key: 'hint', header: t('apiKeys.hint'), oneLine: true, cell: (key) => <code>{t('apiKeys.ending', { hint: key.hint })}</code> },
    { key: 'created', header: t('apiKeys.createdAt'), width: 130, optional: true, cell: (key) => <RelativeTime at={key.createdAt} /> },
    { key: 'by', header: t('apiKeys.createdBy'), optional: true, cell: (key) => key.createdByName },
    {
      key: 'used',
      header: t('apiKeys.lastUsed'),
      width: 150,
      cell: (key) => (key.lastUsedAt === null ? t('apiKeys.never') : <RelativeTime at={key.lastUsedAt} />),
    },
    {
      key: 'revoke',
      header: t('apiKeys.revoke'),
      headerHidden: true,
      width: 120,
      cell: (key) => (
        <Button size="xs" variant="default" aria-label={t('apiKeys.revokeNamed', { name: key.name })} onClick={() => setRevoking(key)}>
          {t('apiKeys.revoke')}
        </Button>
      ),
    },
  ];
  const lastUsed = revoking?.lastUsedAt;
  return (
    <>
      <PageHeader title={t('apiKeys.title')} />
      <PageBody narrow>
        <p className={classes.intro}>{t('apiKeys.intro')}</p>
        <CreateKey onCreated={refresh} />
        <PagedTable
          pages={pages}
          empty={
            <EmptyState icon={IconKey} title={t('apiKeys.empty')}>
              {t('apiKeys.emptyText')}
            </EmptyState>
          }
          label={t('apiKeys.title')}
          columns={columns}
          rowKey={(key) => key.id}
        />
        <PublicTokensCard />
        <Card title={t('apiKeys.writeKeys')}>
          <p className={classes.intro}>{t('apiKeys.writeKeysText')}</p>
          <ul className={classes.keys}>
            {(sources.data?.items ?? []).map((source) => (
              <li key={source.id}>
                <span>{source.name}</span>
                <span>
                  <code>{source.writeKey}</code> <CopyButton text={source.writeKey} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      </PageBody>
      {revoking !== null && (
        <ConfirmDialog
          opened
          onClose={() => setRevoking(null)}
          title={t('apiKeys.revokeTitle', { name: revoking.name })}
          action={t('apiKeys.revoke')}
          danger
          onConfirm={async () => {
            await call('DELETE', path`/api/api-keys/${revoking.id}`);
            showDone(t('apiKeys.revoked', { name: revoking.name }));
            await refresh();
          }}
        >
          {t('apiKeys.revokeText', { used: lastUsed === null || lastUsed === undefined ? t('apiKeys.never') : format.dateTime(lastUsed) })}
        </ConfirmDialog>
      )}
    </>
  );
}

function CreateKey({ onCreated }: { onCreated: () => Promise<void> }) {
  const { t } = useTranslation('access');
  const [name, setName] = useState('');
  const [created, setCreated] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const { key } = await call<{ key: string }>('POST', keysPath, { body: { name } });
      setCreated(key);
      setName('');
      await onCreated();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('apiKeys.newKey')}>
      {error !== null && <ErrorState error={error} />}
      <form className={classes.form} onSubmit={(event) => void create(event)}>
        <TextInput
          label={t('apiKeys.name')}
          description={t('apiKeys.nameHint')}
          value={name}
          maxLength={120}
          required
          withAsterisk={false}
          onChange={(event) => setName(event.currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Button type="submit" loading={busy}>
          {t('apiKeys.create')}
        </Button>
      </form>
      {created !== null && (
        <div role="status" className={classes.created}>
          <p>{t('apiKeys.created')}</p>
          <CodeBlock code={created} label={t('apiKeys.newKey')} />
        </div>
      )}
    </Card>
  );
}
