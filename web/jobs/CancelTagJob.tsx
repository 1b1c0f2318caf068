import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import { type TagJob, tagJobsPath } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';

/** Stops a job, after it said what stays done. */
export function CancelTagJob({ job, opened, onClose }: { job: TagJob; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const queryClient = useQueryClient();
  const { id, tag, tagName, action, turned, done, total } = job;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('cancelTitle')}
      action={t('cancel')}
      danger
      onConfirm={async () => {
        const stopped = await call<TagJob>('POST', path`/api/tags/${tag}/jobs/${id}/cancel`);
        await queryClient.invalidateQueries({ queryKey: [tagJobsPath] });
        await queryClient.invalidateQueries({ queryKey: [path`/api/tags/${tag}/jobs`] });
        showDone(t('cancelled', { count: stopped.turned, n: format.number(stopped.turned) }));
      }}
    >
      {t(`stays.${action}`, { tag: tagName, count: turned, n: format.number(turned), left: format.number(Math.max(0, total - done)) })}
    </ConfirmDialog>
  );
}
