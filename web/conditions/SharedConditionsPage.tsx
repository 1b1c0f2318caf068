import { IconFilterCog } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { conditionsPath, type SharedConditionItem } from '../api/conditions.js';
import { usePages } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { ConditionSentence } from '../segments/ConditionSentence.js';
import { SegmentTabs } from '../segments/SegmentTabs.js';
import type { Column } from '../ui/DataTable.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';

/** Every condition that others refer to by name. */
export function SharedConditionsPage() {
  const { t } = useTranslation('conditions');
  const format = useFormat();
  const pages = usePages<SharedConditionItem>(conditionsPath);
  const columns: Column<SharedConditionItem>[] = [
    { key: 'name', header: t('name'), width: '24%', cell: ({ name }) => name },
    { key: 'condition', header: t('condition'), optional: true, cell: ({ condition }) => <ConditionSentence condition={condition} /> },
    { key: 'used', header: t('used'), numeric: true, oneLine: true, width: 110, cell: ({ usedBy }) => format.number(usedBy.length) },
    { key: 'updated', header: t('updated'), optional: true, oneLine: true, width: 150, cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
  ];
  return (
    <ListPage
      title={t('title')}
      tabs={<SegmentTabs tab="conditions" />}
      create={<LinkButton to="/conditions/new">{t('new')}</LinkButton>}
      pages={pages}
      columns={columns}
      rowKey={({ key }) => key}
      rowHref={({ key }) => `/conditions/${encodeURIComponent(key)}`}
      nothingYet={{ icon: IconFilterCog, title: t('empty'), text: t('emptyText') }}
    />
  );
}
