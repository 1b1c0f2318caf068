import { Button } from '@mantine/core';
import { IconMail, IconMailOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { type TemplateItem, templatesPath } from '../api/messages.js';
import { usePages } from '../api/query.js';
import { type Column, DataTable } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListState } from '../ui/ListState.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { SearchField } from '../ui/SearchField.js';
import { useUrlState } from '../ui/useUrlState.js';

export function TemplatesPage() {
  const { t } = useTranslation(['messages', 'ui']);
  const [search, setSearch] = useUrlState('search');
  const pages = usePages<TemplateItem>(templatesPath);
  const wanted = search.trim().toLowerCase();
  const rows = pages.items.filter(
    (template) => wanted === '' || `${template.draft.name} ${template.key} ${template.draft.subject}`.toLowerCase().includes(wanted),
  );
  const columns: Column<TemplateItem>[] = [
    { key: 'name', header: t('name'), width: '30%', cell: (template) => template.draft.name },
    { key: 'subject', header: t('subject'), cell: (template) => template.draft.subject },
    { key: 'key', header: t('key'), width: 200, optional: true, cell: (template) => <code>{template.key}</code> },
    { key: 'updated', header: t('updated'), width: 150, optional: true, cell: (template) => <RelativeTime at={template.updatedAt} /> },
  ];
  const create = <LinkButton to="/templates/new">{t('newTemplate')}</LinkButton>;
  return (
    <>
      <PageHeader title={t('templates')} actions={create} />
      <PageBody>
        {(pages.items.length > 0 || search !== '') && <SearchField label={t('searchTemplates')} value={search} onChange={setSearch} />}
        <ListState
          pages={{ ...pages, items: rows }}
          empty={
            search !== '' && pages.items.length > 0 ? (
              <EmptyState
                icon={IconMailOff}
                title={t('noTemplateMatches', { query: search })}
                action={
                  <Button variant="default" onClick={() => setSearch('')}>
                    {t('ui:clearFilters')}
                  </Button>
                }
              />
            ) : (
              <EmptyState icon={IconMail} title={t('noTemplates')} action={create}>
                {t('noTemplatesText')}
              </EmptyState>
            )
          }
        >
          <DataTable
            label={t('templates')}
            columns={columns}
            rows={rows}
            rowKey={(template) => template.key}
            rowHref={(template) => `/templates/${encodeURIComponent(template.key)}`}
            hasMore={pages.result.hasNextPage}
            loadingMore={pages.result.isFetchingNextPage}
            onLoadMore={() => void pages.result.fetchNextPage()}
          />
        </ListState>
      </PageBody>
    </>
  );
}
