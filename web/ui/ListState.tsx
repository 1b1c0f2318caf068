import type { ReactNode } from 'react';

import type { PagesResult } from '../api/query.js';
import { ErrorState } from './ErrorState.js';
import { TableSkeleton } from './skeletons.js';

/** The states of every list in one place: first load, failed, empty (which says which kind), or its rows. A failed refetch keeps the rows. */
export function ListState<T>({ pages, empty, children }: { pages: PagesResult<T>; empty: ReactNode; children: ReactNode }) {
  const { result, items } = pages;
  if (result.isPending) return <TableSkeleton />;
  return (
    <>
      {result.error !== null && <ErrorState error={result.error} onRetry={() => void result.refetch()} />}
      {items.length > 0 ? children : result.error === null && empty}
    </>
  );
}
