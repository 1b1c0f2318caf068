import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What was set in this very moment: the router would apply each change to what was there before all of them, and only the last would hold. */
let together: URLSearchParams | undefined;

/** One value of the page's state, kept in the URL: reload, Back and a copied link show the same. Empty: left out. */
export function useUrlState(name: string, fallback = ''): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setSearch(
        (current) => {
          const next = new URLSearchParams(together ?? current);
          if (value === '' || value === fallback) next.delete(name);
          else next.set(name, value);
          together = next;
          queueMicrotask(() => {
            together = undefined;
          });
          return next;
        },
        { replace: true },
      ),
    [setSearch, name, fallback],
  );
  return [search.get(name) ?? fallback, set];
}
