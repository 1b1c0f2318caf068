import { useTranslation } from 'react-i18next';

import type { TagItem } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { DeleteDialog, type DeletingProps } from '../ui/DeleteDialog.js';
import { linksOf } from '../ui/uses.js';

interface DeleteProps extends DeletingProps {
  tag: TagItem;
  onConfirm: () => Promise<void>;
}

/** Says first from how many people it is taken. */
export function DeleteTag({ tag: { name, people, usedBy }, ...deleting }: DeleteProps) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const count = { count: people, n: format.number(people) };
  return (
    <DeleteDialog
      {...deleting}
      title={t('deleteTitle', { name })}
      inUseTitle={t('inUseTitle', { name })}
      inUseHint={t('inUseHint')}
      action={t('deleteFrom', count)}
      done={t('deleted', { name })}
      usedBy={linksOf(usedBy)}
    >
      {t('deleteText', count)}
    </DeleteDialog>
  );
}
