import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import type { Page } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { type TagJob, tagJobsPath, tagsPath } from '../../api/tags.js';

const watchMs = 1_000;
const restMs = 20_000;

/** Bulk jobs of tags that run now; when one ends, whatever counts tags is read again. */
export function useRunningTagJobs(): readonly TagJob[] {
  const queryClient = useQueryClient();
  const { data } = useGet<Page<TagJob>>(tagJobsPath, {
    query: { state: 'running', limit: 10 },
    every: (page) => ((page?.items.length ?? 0) > 0 ? watchMs : restMs),
  });
  const jobs = data?.items ?? [];
  const before = useRef(jobs.length);
  useEffect(() => {
    if (jobs.length < before.current) {
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => [tagsPath, tagJobsPath].some((start) => String(queryKey[0]).startsWith(start)) });
    }
    before.current = jobs.length;
  }, [jobs.length, queryClient]);
  return jobs;
}
