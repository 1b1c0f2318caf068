import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import type { StoredEvent } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import type { Column } from '../ui/DataTable.js';
import { codeTexts } from '../ui/failure.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { showDone, showFailure } from '../ui/toasts.js';

const deadLetters = '/api/dead-letters';

/** Events that were accepted and could not be applied: each with the reason, and a way to try again. */
export function DeadLettersPage() {
  const { t, i18n } = useTranslation('events');
  const reasonOf = ({ refused }: StoredEvent): string => (refused ? (codeTexts(refused.code, {}, i18n)?.title ?? refused.message) : '');
  const queryClient = useQueryClient();
  const pages = usePages<StoredEvent>(deadLetters, { every: 5_000 });
  const replay = async (event: StoredEvent): Promise<void> => {
    try {
      await call('POST', path`/api/dead-letters/${event.messageId}/replay`);
      showDone(t('replayed', { name: event.name }));
      await queryClient.invalidateQueries({ queryKey: [deadLetters] });
    } catch (error) {
      showFailure(error);
    }
  };
  const columns: Column<StoredEvent>[] = [
    { key: 'name', header: t('event'), cell: (event) => event.name },
    { key: 'reason', header: t('reason'), cell: (event) => reasonOf(event) },
    { key: 'who', header: t('who'), optional: true, cell: (event) => event.who },
    { key: 'source', header: t('source'), optional: true, cell: (event) => event.source },
    { key: 'at', header: t('receivedAt'), width: 140, cell: (event) => <RelativeTime at={event.receivedAt} /> },
    {
      key: 'replay',
      header: t('replay'),
      headerHidden: true,
      width: 120,
      cell: (event) => (
        <Button size="xs" variant="default" aria-label={t('replayNamed', { name: event.name })} onClick={() => void replay(event)}>
          {t('replay')}
        </Button>
      ),
    },
  ];
  return (
    <ListPage
      title={t('title')}
      parent={{ to: '/', label: t('home') }}
      pages={pages}
      columns={columns}
      rowKey={(event) => event.messageId}
      nothingYet={{ icon: IconCircleCheck, title: t('none'), text: t('noneText') }}
    />
  );
}
