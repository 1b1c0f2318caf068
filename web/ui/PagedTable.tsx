import type { ReactNode } from 'react';

import type { PagesResult } from '../api/query.js';
import { DataTable, type DataTableProps } from './DataTable.js';
import { ListState } from './ListState.js';

type PagedTableProps<Row> = Omit<DataTableProps<Row>, 'rows' | 'total' | 'more' | 'busy'> & {
  pages: PagesResult<Row>;
  /** Says which kind: nothing yet, nothing matches, all done. */
  empty: ReactNode;
  /** Known from elsewhere, where the list itself does not tell. */
  total?: number | undefined;
};

/** A table that is read page by page, with all its states. */
export function PagedTable<Row>({ pages, empty, total, ...table }: PagedTableProps<Row>) {
  const { result, items } = pages;
  const more = result.hasNextPage ? { loading: result.isFetchingNextPage, load: () => void result.fetchNextPage() } : undefined;
  return (
    <ListState pages={pages} empty={empty}>
      <DataTable {...table} rows={items} total={pages.total ?? total} more={more} busy={pages.stale} />
    </ListState>
  );
}
