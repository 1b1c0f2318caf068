import { type ReactNode, useState } from 'react';

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

const pageLength = 50;

/** A table that is read page by page, with all its states; a list that comes as a whole is shown so too. */
export function PagedTable<Row>({ pages, empty, total, ...table }: PagedTableProps<Row>) {
  const { result, items } = pages;
  const [shown, setShown] = useState(pageLength);
  const load = (): void => {
    setShown(shown + pageLength);
    if (items.length < shown + pageLength && result.hasNextPage) void result.fetchNextPage();
  };
  const more = items.length > shown || result.hasNextPage ? { loading: result.isFetchingNextPage, load } : undefined;
  return (
    <ListState pages={pages} empty={empty}>
      <DataTable {...table} rows={items.slice(0, shown)} total={pages.total ?? total} more={more} busy={pages.stale} />
    </ListState>
  );
}
