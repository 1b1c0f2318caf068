import { Button } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { PagesResult } from '../api/query.js';
import type { DataTableProps } from './DataTable.js';
import { EmptyState } from './EmptyState.js';
import classes from './ListPage.module.css';
import { PageBody } from './PageBody.js';
import { PagedTable } from './PagedTable.js';
import { PageHeader, type PageHeaderProps } from './PageHeader.js';
import { SearchField } from './SearchField.js';

interface Kind {
  icon: Icon;
  title: string;
  text?: string;
  action?: ReactNode;
}

interface ListPageProps<Row> extends Pick<DataTableProps<Row>, 'columns' | 'rowKey' | 'rowHref' | 'sort' | 'onSort' | 'selection'> {
  title: string;
  parent?: PageHeaderProps['parent'];
  /** Lists of the same kind, under the title. */
  tabs?: ReactNode;
  /** Makes a new one: stands in the header, and in the list while it is empty. */
  create?: ReactNode;
  pages: PagesResult<Row>;
  search?: { label: string; value: string; onChange: (value: string) => void };
  /** Beside the search. */
  filters?: ReactNode;
  /** Whether a search or filter leaves something out, and what takes them away. */
  filtered?: { isOn: boolean; clear: () => void };
  nothingYet: Kind;
  nothingMatches?: Kind;
  /** Over the table: what is done to the chosen rows. */
  bulk?: ReactNode;
  children?: ReactNode;
}

/** The page of one noun: header, search and filters, the list in every state. */
export function ListPage<Row>({
  title,
  parent,
  tabs,
  create,
  pages,
  search,
  filters,
  filtered,
  nothingYet,
  nothingMatches,
  bulk,
  children,
  ...table
}: ListPageProps<Row>) {
  const { t } = useTranslation('ui');
  const narrowed = filtered?.isOn === true || (search !== undefined && search.value !== '');
  const clear = (): void => {
    search?.onChange('');
    filtered?.clear();
  };
  const hasNothing = pages.items.length === 0 && !narrowed && !pages.result.isPending;
  return (
    <>
      <PageHeader title={title} {...(parent && { parent })} actions={create}>
        {tabs}
      </PageHeader>
      <PageBody>
        {!hasNothing && (search !== undefined || filters !== undefined) && (
          <search className={classes.filters}>
            {search !== undefined && <SearchField {...search} />}
            {filters}
          </search>
        )}
        {bulk}
        <PagedTable
          label={title}
          pages={pages}
          {...table}
          empty={
            narrowed && nothingMatches !== undefined ? (
              <EmptyState
                icon={nothingMatches.icon}
                title={nothingMatches.title}
                action={
                  <Button variant="default" onClick={clear}>
                    {t('clearFilters')}
                  </Button>
                }
              >
                {nothingMatches.text}
              </EmptyState>
            ) : (
              <EmptyState icon={nothingYet.icon} title={nothingYet.title} action={nothingYet.action ?? create}>
                {nothingYet.text}
              </EmptyState>
            )
          }
        />
        {children}
      </PageBody>
    </>
  );
}
