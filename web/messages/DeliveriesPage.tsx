import { Button, NativeSelect } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useJourneyNames } from '../api/journeys.js';
import { type DeliveryItem, type DeliveryState, deliveriesPath } from '../api/messages.js';
import { usePages } from '../api/query.js';
import type { Column } from '../ui/DataTable.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { useUrlState } from '../ui/useUrlState.js';
import { DeliveryBadge } from './DeliveryBadge.js';

const states: DeliveryState[] = ['sent', 'refused', 'failed', 'unknown', 'handing-over', 'intended'];

export function DeliveriesPage() {
  const { t } = useTranslation('messages');
  const [state, setState] = useUrlState('state');
  const [journey, setJourney] = useUrlState('journey');
  const [profileId, setProfileId] = useUrlState('profileId');
  const names = useJourneyNames();
  const pages = usePages<DeliveryItem>(deliveriesPath, { query: { state, journey, profileId }, every: 5_000 });
  const filtered = state !== '' || journey !== '' || profileId !== '';
  const clear = (): void => {
    setState('');
    setJourney('');
    setProfileId('');
  };
  const columns: Column<DeliveryItem>[] = [
    { key: 'subject', header: t('subject'), width: '30%', cell: (delivery) => delivery.subject ?? delivery.template },
    { key: 'state', header: t('stateColumn'), cell: (delivery) => <DeliveryBadge state={delivery.state} reason={delivery.reason} /> },
    { key: 'to', header: t('to'), cell: (delivery) => delivery.to ?? '' },
    { key: 'journey', header: t('journey'), width: 170, optional: true, cell: (delivery) => names.get(delivery.journey) ?? delivery.journey },
    { key: 'at', header: t('at'), width: 140, cell: (delivery) => <RelativeTime at={delivery.sentAt ?? delivery.createdAt} /> },
  ];
  const filters = (
    <>
      <NativeSelect
        aria-label={t('stateColumn')}
        value={state}
        onChange={(event) => setState(event.currentTarget.value)}
        data={[{ value: '', label: t('allStates') }, ...states.map((name) => ({ value: name, label: t(`state.${name}`) }))]}
      />
      <NativeSelect
        aria-label={t('journey')}
        value={journey}
        onChange={(event) => setJourney(event.currentTarget.value)}
        data={[{ value: '', label: t('allJourneys') }, ...[...names].map(([key, name]) => ({ value: key, label: name }))]}
      />
      {profileId !== '' && (
        <Button variant="default" onClick={() => setProfileId('')}>
          {t('allPeople')}
        </Button>
      )}
    </>
  );
  return (
    <ListPage
      title={t('deliveries')}
      pages={pages}
      columns={columns}
      rowKey={(delivery) => delivery.key}
      rowHref={(delivery) => `/deliveries/${encodeURIComponent(delivery.key)}`}
      filters={filters}
      filtered={{ isOn: filtered, clear }}
      nothingYet={{ icon: IconSend, title: t('noDeliveries'), text: t('noDeliveriesText') }}
      nothingMatches={{ icon: IconMailOff, title: t('noMatch') }}
    />
  );
}
