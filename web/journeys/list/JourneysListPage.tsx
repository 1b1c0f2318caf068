import { Button } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../api/client.js';
import { usePages } from '../../api/query.js';
import { useFormat } from '../../app/i18n/format.js';
import type { Column } from '../../ui/DataTable.js';
import { ListPage } from '../../ui/ListPage.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import { type Journey, journeysAddress, useSegments } from '../api.js';
import { noNames } from '../model/names.js';
import { triggerSummary } from '../model/trigger-summary.js';
import { StateBadge } from '../page/StateBadge.js';
import { usePhrase } from '../usePhrase.js';
import { NewJourneyDialog } from './NewJourneyDialog.js';

export function JourneysListPage() {
  const { t } = useTranslation('journeys');
  const [creating, setCreating] = useState(false);
  const pages = usePages<Journey>(journeysAddress, { every: 10_000 });
  const columns = useColumns();
  const create = (
    <Button leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />} onClick={() => setCreating(true)}>
      {t('list.new')}
    </Button>
  );
  return (
    <>
      <ListPage
        title={t('list.title')}
        create={create}
        pages={pages}
        columns={columns}
        rowKey={(journey) => journey.key}
        rowHref={(journey) => path`/journeys/${journey.key}`}
        nothingYet={{ icon: IconRoute, title: t('list.empty'), text: t('list.emptyHelp') }}
      />
      {creating && <NewJourneyDialog taken={new Set(pages.items.map((journey) => journey.key))} onClose={() => setCreating(false)} />}
    </>
  );
}

function useColumns(): Column<Journey>[] {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const say = usePhrase();
  const segments = new Map((useSegments().data?.items ?? []).map((segment) => [segment.key, segment.name]));
  const names = { ...noNames, segment: (key: string) => segments.get(key) };
  return [
    { key: 'name', header: t('list.name'), cell: (journey) => journey.draft.name },
    { key: 'state', header: t('list.state'), cell: (journey) => <StateBadge state={journey.state} />, width: 120 },
    { key: 'trigger', header: t('list.trigger'), cell: (journey) => say(triggerSummary(journey.draft.trigger, names)), optional: true },
    { key: 'inside', header: t('list.inside'), cell: (journey) => format.number(journey.numbers?.active ?? 0), numeric: true, width: 100 },
    { key: 'entered', header: t('list.entered'), cell: (journey) => format.number(journey.numbers?.entered ?? 0), numeric: true, width: 100 },
    { key: 'ended', header: t('list.ended'), cell: (journey) => format.number(journey.numbers?.ended ?? 0), numeric: true, width: 100 },
    { key: 'updated', header: t('list.updated'), cell: (journey) => <RelativeTime at={journey.updatedAt} />, width: 140, optional: true },
  ];
}
