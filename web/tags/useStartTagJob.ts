import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import { type TagJob, type TagJobRequest, tagJobsPath } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { showDone } from '../ui/toasts.js';

/** Begins to turn a tag for many; the left bar then tells how far it is. */
export function useStartTagJob(): (tag: { key: string; name: string }, request: TagJobRequest) => Promise<TagJob> {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const queryClient = useQueryClient();
  return async ({ key, name }, request) => {
    const job = await call<TagJob>('POST', path`/api/tags/${key}/jobs`, { body: request });
    await queryClient.invalidateQueries({ queryKey: [tagJobsPath] });
    await queryClient.invalidateQueries({ queryKey: [path`/api/tags/${key}/jobs`] });
    showDone(t(`many.${request.action}.started`, { tag: name, count: job.total, n: format.number(job.total) }));
    return job;
  };
}
