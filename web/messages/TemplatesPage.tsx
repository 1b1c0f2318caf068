import { IconMail, IconMailOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { type TemplateItem, templatesPath } from '../api/messages.js';
import { usePages } from '../api/query.js';
import type { Column } from '../ui/DataTable.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListPage } from '../ui/ListPage.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { useListQuery } from '../ui/useListQuery.js';
import classes from './Messages.module.css';

export function TemplatesPage() {
  const { t } = useTranslation('messages');
  const list = useListQuery('name');
  const pages = usePages<TemplateItem>(templatesPath, { query: list.query });
  const columns: Column<TemplateItem>[] = [
    { key: 'name', header: t('name'), width: '26%', sort: 'name', cell: (template) => template.draft.name },
    { key: 'subject', header: t('subject'), cell: (template) => <span className={classes.oneLine}>{template.draft.subject}</span> },
    { key: 'key', header: t('key'), width: 200, optional: true, cell: (template) => <code>{template.key}</code> },
    {
      key: 'updated',
      header: t('updated'),
      width: 150,
      optional: true,
      oneLine: true,
      sort: '-updatedAt',
      cell: (template) => <RelativeTime at={template.updatedAt} />,
    },
  ];
  return (
    <ListPage
      title={t('templates')}
      create={<LinkButton to="/templates/new">{t('newTemplate')}</LinkButton>}
      pages={pages}
      columns={columns}
      rowKey={(template) => template.key}
      rowHref={(template) => `/templates/${encodeURIComponent(template.key)}`}
      sort={list.sort}
      onSort={list.setSort}
      search={{ label: t('searchTemplates'), value: list.search, onChange: list.setSearch }}
      nothingYet={{ icon: IconMail, title: t('noTemplates'), text: t('noTemplatesText') }}
      nothingMatches={{ icon: IconMailOff, title: t('noTemplateMatches', { query: list.search }) }}
    />
  );
}
