import { IconBell } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePages } from '../api/query.js';
import { type Notice, noticesPath } from '../api/rules.js';
import type { Column } from '../ui/DataTable.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { RulesTabs } from './RulesTabs.js';

/** What rules told the team, newest first. */
export function NoticesPage() {
  const { t } = useTranslation('rules');
  const pages = usePages<Notice>(noticesPath, { every: 5_000 });
  const columns: Column<Notice>[] = [
    { key: 'person', header: t('person'), width: '22%', cell: ({ displayName }) => displayName ?? t('unknownPerson') },
    { key: 'text', header: t('text'), cell: ({ text }) => text },
    {
      key: 'rule',
      header: t('rule'),
      width: '20%',
      optional: true,
      cell: ({ rule, ruleName }) => <Link to={`/rules/${encodeURIComponent(rule)}`}>{ruleName}</Link>,
    },
    { key: 'turned', header: t('because'), width: 150, optional: true, oneLine: true, cell: ({ on }) => t(on ? 'turnedTrue' : 'turnedFalse') },
    { key: 'at', header: t('at'), width: 150, oneLine: true, cell: ({ at }) => <RelativeTime at={at} /> },
  ];
  return (
    <ListPage
      title={t('noticesTitle')}
      tabs={<RulesTabs tab="notices" />}
      pages={pages}
      columns={columns}
      rowKey={({ id }) => id}
      rowHref={({ profileId }) => `/profiles/${encodeURIComponent(profileId)}`}
      nothingYet={{ icon: IconBell, title: t('noNotices'), text: t('noNoticesText') }}
    />
  );
}
