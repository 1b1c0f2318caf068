import { useTranslation } from 'react-i18next';

import { tagJobsPath } from '../api/tags.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { BackfillsTable } from './BackfillsTable.js';
import { SearchesTable } from './SearchesTable.js';
import { TagJobsTable } from './TagJobsTable.js';

/** Work in the background: what runs, and what became of it. */
export function JobsPage() {
  const { t } = useTranslation('jobs');
  return (
    <>
      <PageHeader title={t('title')} note={t('kept')} />
      <PageBody>
        <h2>{t('tags')}</h2>
        <TagJobsTable address={tagJobsPath} />
        <h2>{t('backfill.title')}</h2>
        <BackfillsTable />
        <h2>{t('searches')}</h2>
        <SearchesTable />
      </PageBody>
    </>
  );
}
