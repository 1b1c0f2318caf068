import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type ApiError, call, path } from '../api/client.js';
import type { TagItem, TagJobPreview } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';

interface ReplaceByListProps {
  tag: TagItem;
  identities: string[];
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

/** A list that replaces takes the tag from others: says first from how many. */
export function ReplaceByList({ tag: { key, name }, identities, onClose, onConfirm }: ReplaceByListProps) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const address = path`/api/tags/${key}/jobs/preview`;
  const asked = useQuery<TagJobPreview, ApiError>({
    queryKey: [address, identities],
    queryFn: async ({ signal }) => await call<TagJobPreview>('POST', address, { body: { action: 'replace', identities }, signal }),
    gcTime: 0,
  });
  const words = (count: number) => ({ count, n: format.number(count), tag: name });
  const { data } = asked;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('many.replace.title', { tag: name })}
      action={t('many.replace.action', words(data?.listed ?? identities.length))}
      danger={(data?.others ?? 0) > 0}
      waiting={asked.isPending}
      blocked={asked.isError || data?.listed === 0}
      onConfirm={onConfirm}
    >
      {asked.isPending && <BlockSkeleton lines={4} />}
      {asked.isError && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {data && (
        <ul>
          <li>{t('many.replace.get', words(data.without))}</li>
          <li>{t('many.replace.keep', words(data.having))}</li>
          <li>{t('many.replace.lose', words(data.others))}</li>
          {data.unknown > 0 && <li>{t('many.replace.unknown', words(data.unknown))}</li>}
        </ul>
      )}
      <p>{t(data?.listed === 0 ? 'many.replace.nobody' : 'many.background')}</p>
    </ConfirmDialog>
  );
}
