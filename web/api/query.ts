import { QueryClient, type UseInfiniteQueryResult, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { ApiError, call, type Page, type QueryValue } from './client.js';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the caller did wrong stays wrong; the rest may pass.
        retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
        refetchOnWindowFocus: true,
      },
    },
  });
}

export type Query = { [name: string]: QueryValue };

export interface GetOptions<T = never> {
  query?: Query;
  /** False: not asked yet. */
  enabled?: boolean;
  /** Asks again every so many ms while the page is visible; may depend on what was answered last. */
  every?: number | ((data: T | undefined) => number);
  /** What it answers never changes: asked once. */
  isFixed?: boolean;
}

/** What is shown stays while another search or order of it loads; another thing's data is never shown for it. */
function ofSameAddress<Data>(address: string) {
  return (previous: Data | undefined, query: { queryKey: readonly unknown[] } | undefined): Data | undefined =>
    query?.queryKey[0] === address ? previous : undefined;
}

/** While nothing was ever answered an attempt takes the failure off the page: it must stand long enough to be read, and to be clicked. */
const failureStandsMs = 10_000;

function pauseAfter({ status, data }: { status: string; data: unknown }, every: () => number): number {
  return status === 'error' && data === undefined ? Math.max(failureStandsMs, every()) : every();
}

/** Reads one thing; a refetch keeps what is shown. The key is the address and its query, so `invalidateQueries({queryKey: [address]})` reaches it. */
export function useGet<T>(address: string, options: GetOptions<T> = {}): UseQueryResult<T, ApiError> {
  const { query = {}, enabled = true, every, isFixed = false } = options;
  return useQuery<T, ApiError>({
    queryKey: [address, query],
    queryFn: async ({ signal }) => await call<T>('GET', address, { query, signal }),
    enabled,
    placeholderData: ofSameAddress(address),
    ...(isFixed ? { staleTime: Number.POSITIVE_INFINITY } : {}),
    ...(every === undefined ? {} : { refetchInterval: ({ state }) => pauseAfter(state, () => (typeof every === 'number' ? every : every(state.data))) }),
  });
}

export interface Read {
  address: string;
  query?: Query;
}

/** Asks before the page is there that will: its own `useGet` finds the answer, or the question on its way. A failure is told there. */
export function askAhead(queryClient: QueryClient, reads: readonly Read[]): null {
  for (const { address, query = {} } of reads)
    void queryClient.prefetchQuery({ queryKey: [address, query], queryFn: async ({ signal }) => await call('GET', address, { query, signal }) });
  return null;
}

export interface PagesResult<T> {
  items: T[];
  total: number | undefined;
  /** What is shown answers another question (search, order) than the one that is asked now. */
  stale: boolean;
  result: UseInfiniteQueryResult<unknown, ApiError>;
}

/** Reads a list page by page ("Load more"). */
export function usePages<T>(address: string, options: GetOptions<T[]> = {}): PagesResult<T> {
  const { query = {}, enabled = true, every } = options;
  const result = useInfiniteQuery<Page<T>, ApiError, { pages: Page<T>[] }, unknown[], string | null>({
    queryKey: [address, query, 'pages'],
    queryFn: async ({ signal, pageParam }) => await call<Page<T>>('GET', address, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
    placeholderData: ofSameAddress(address),
    ...(every === undefined
      ? {}
      : {
          refetchInterval: ({ state }) => pauseAfter(state, () => (typeof every === 'number' ? every : every(state.data?.pages.flatMap((page) => page.items)))),
        }),
  });
  const pages = result.data?.pages ?? [];
  return {
    items: pages.flatMap((page) => page.items),
    total: pages[0]?.total,
    stale: result.isPlaceholderData,
    result: result as UseInfiniteQueryResult<unknown, ApiError>,
  };
}
