import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** One named part of the address: what is shown stands in the URL, so reload, Back and a copied link show the same. Empty: left out. */
export function useUrlState(name: string, fallback = ''): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setSearch(
        (current) => {
          const next = new URLSearchParams(current);
          if (value === '' || value === fallback) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setSearch, name, fallback],
  );
  return [search.get(name) ?? fallback, set];
}
