import { IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../api/client.js';
import type { ProfileDelivery } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import { DeliveryBadge } from '../messages/DeliveryBadge.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';

export function DeliveriesTab({ profileId }: { profileId: string }) {
  const { t } = useTranslation('profiles');
  const pages = usePages<ProfileDelivery>(path`/api/profiles/${profileId}/deliveries`, { every: 5_000 });
  const columns: Column<ProfileDelivery>[] = [
    { key: 'subject', header: t('messages.subject'), cell: (delivery) => delivery.subject ?? delivery.template },
    { key: 'state', header: t('messages.state'), cell: (delivery) => <DeliveryBadge state={delivery.state} reason={delivery.reason} /> },
    { key: 'journey', header: t('runs.journey'), optional: true, cell: (delivery) => delivery.journeyName },
    { key: 'at', header: t('messages.at'), width: 140, cell: (delivery) => <RelativeTime at={delivery.sentAt ?? delivery.createdAt} /> },
  ];
  return (
    <PagedTable
      pages={pages}
      empty={
        <EmptyState icon={IconMail} title={t('messages.empty')}>
          {t('messages.emptyText')}
        </EmptyState>
      }
      label={t('tabs.messages')}
      columns={columns}
      rowKey={(delivery) => delivery.key}
      rowHref={(delivery) => `/deliveries/${encodeURIComponent(delivery.key)}`}
    />
  );
}
