import type { Query } from '../api/query.js';
import { useUrlState } from './useUrlState.js';

export interface ListQuery {
  search: string;
  setSearch: (search: string) => void;
  sort: string;
  setSort: (sort: string) => void;
  /** For the server. */
  query: Query;
}

/** What a list shows, kept in the URL: its search and its order (`name`, `-updatedAt`). */
export function useListQuery(defaultSort = ''): ListQuery {
  const [search, setSearch] = useUrlState('search');
  const [sort, setSort] = useUrlState('sort', defaultSort);
  return { search, setSearch, sort, setSort, query: { search: search.trim(), sort } };
}
