import { useTranslation } from 'react-i18next';

import type { SegmentItem } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { DeleteDialog, type DeletingProps } from '../ui/DeleteDialog.js';
import { linksOf } from '../ui/uses.js';
import { filledShare } from './filled-share.js';

interface DeleteProps extends DeletingProps {
  segment: SegmentItem;
  onConfirm: () => Promise<void>;
}

/** Says first who is in it, so far or in all. */
export function DeleteSegment({ segment: { name, usedBy, members, backfill }, ...deleting }: DeleteProps) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const share = filledShare(backfill);
  const values = { count: members, n: format.number(members) };
  return (
    <DeleteDialog
      {...deleting}
      title={t('deleteTitle', { name })}
      inUseTitle={t('inUseTitle', { name })}
      inUseHint={t('usedByHint')}
      action={t('delete')}
      done={t('deleted', { name })}
      usedBy={linksOf(usedBy)}
    >
      {share === null ? t('deleteText', values) : t('deleteTextSoFar', { ...values, share: format.percent(share) })}
    </DeleteDialog>
  );
}
