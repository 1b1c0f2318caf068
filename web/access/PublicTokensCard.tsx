import { Button } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type PublicToken, publicTokensPath } from '../api/access.js';
import { call, path } from '../api/client.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { CopyButton } from '../ui/CopyButton.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { showDone } from '../ui/toasts.js';
import classes from './ApiKeys.module.css';
import { CreatePublicToken } from './CreatePublicToken.js';
import { PublicParts } from './PublicParts.js';

/** Tokens that stand in web pages: what they read, who made them, when they were last used. */
export function PublicTokensCard() {
  const { t } = useTranslation('access');
  const format = useFormat();
  const queryClient = useQueryClient();
  const pages = usePages<PublicToken>(publicTokensPath, { every: 30_000 });
  const [revoking, setRevoking] = useState<PublicToken | null>(null);
  const refresh = async (): Promise<void> => await queryClient.invalidateQueries({ queryKey: [publicTokensPath] });
  const columns: Column<PublicToken>[] = [
    { key: 'name', header: t('apiKeys.name'), cell: ({ name }) => name },
    {
      key: 'token',
      header: t('tokens.token'),
      oneLine: true,
      cell: ({ token }) => (
        <>
          <code>{t('apiKeys.ending', { hint: token.slice(-4) })}</code> <CopyButton text={token} />
        </>
      ),
    },
    {
      key: 'origins',
      header: t('tokens.origins'),
      optional: true,
      cell: ({ origins }) => (origins.length === 0 ? t('tokens.anywhere') : format.list(origins)),
    },
    {
      key: 'answers',
      header: t('tokens.answers'),
      optional: true,
      cell: ({ signedOnly }) => t(signedOnly ? 'tokens.signedAlone' : 'tokens.browsersToo'),
    },
    { key: 'by', header: t('apiKeys.createdBy'), optional: true, cell: ({ createdByName }) => createdByName },
    {
      key: 'used',
      header: t('apiKeys.lastUsed'),
      width: 130,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('apiKeys.never') : <RelativeTime at={lastUsedAt} />),
    },
    {
      key: 'revoke',
      header: t('apiKeys.revoke'),
      headerHidden: true,
      width: 110,
      cell: (token) => (
        <Button size="xs" variant="default" aria-label={t('apiKeys.revokeNamed', { name: token.name })} onClick={() => setRevoking(token)}>
          {t('apiKeys.revoke')}
        </Button>
      ),
    },
  ];
  return (
    <Card title={t('tokens.title')}>
      <p className={classes.intro}>{t('tokens.intro')}</p>
      <PublicParts />
      <CreatePublicToken onCreated={refresh} />
      <PagedTable
        label={t('tokens.title')}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconWorld} title={t('tokens.empty')}>
            {t('tokens.emptyText')}
          </EmptyState>
        }
      />
      {revoking !== null && (
        <ConfirmDialog
          opened
          onClose={() => setRevoking(null)}
          title={t('apiKeys.revokeTitle', { name: revoking.name })}
          action={t('tokens.revoke')}
          danger
          onConfirm={async () => {
            await call('DELETE', path`/api/public-tokens/${revoking.id}`);
            showDone(t('apiKeys.revoked', { name: revoking.name }));
            await refresh();
          }}
        >
          {t('tokens.revokeText', { used: revoking.lastUsedAt === null ? t('apiKeys.never') : format.dateTime(revoking.lastUsedAt) })}
        </ConfirmDialog>
      )}
    </Card>
  );
}
