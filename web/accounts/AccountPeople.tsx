import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Account, AccountPerson } from '../api/accounts.js';
import { call, path } from '../api/client.js';
import { usePages } from '../api/query.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { showDone } from '../ui/toasts.js';

/** Who belongs to it now; taking somebody out asks first, for only a source brings them back. */
export function AccountPeople({ account }: { account: Account }) {
  const { t } = useTranslation('accounts');
  const queries = useQueryClient();
  const address = path`/api/accounts/${account.id}`;
  const pages = usePages<AccountPerson>(`${address}/people`, { every: 10_000 });
  const [leaving, setLeaving] = useState<AccountPerson | null>(null);
  const columns: Column<AccountPerson>[] = [
    { key: 'name', header: t('person'), cell: (person) => person.displayName },
    { key: 'email', header: t('email'), optional: true, cell: (person) => person.email ?? '' },
    { key: 'at', header: t('since'), width: 160, oneLine: true, cell: (person) => <RelativeTime at={person.at} /> },
    {
      key: 'out',
      header: t('takeOut'),
      headerHidden: true,
      width: 140,
      cell: (person) => (
        <Button variant="subtle" size="compact-sm" onClick={() => setLeaving(person)} aria-label={t('takeOutOf', { person: person.displayName })}>
          {t('takeOut')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <PagedTable
        label={t('tabs.people')}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/profiles/${encodeURIComponent(id)}`}
        empty={<EmptyState icon={IconUsers} title={t('nobody')} />}
      />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('takeOutTitle', { person: leaving?.displayName ?? '', account: account.name })}
        action={t('takeOutAction')}
        onConfirm={async () => {
          if (leaving === null) return;
          await call('DELETE', `${address}/people/${encodeURIComponent(leaving.id)}`);
          await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(address) });
          showDone(t('takenOut', { person: leaving.displayName }));
        }}
      >
        {t('takeOutText')}
      </ConfirmDialog>
    </>
  );
}
