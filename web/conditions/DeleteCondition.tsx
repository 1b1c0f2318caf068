import { useTranslation } from 'react-i18next';

import type { SharedConditionItem } from '../api/conditions.js';
import { DeleteDialog, type DeletingProps } from '../ui/DeleteDialog.js';
import { linksOf } from '../ui/uses.js';

interface DeleteProps extends DeletingProps {
  condition: SharedConditionItem;
  onConfirm: () => Promise<void>;
}

export function DeleteCondition({ condition: { name, usedBy }, ...deleting }: DeleteProps) {
  const { t } = useTranslation('conditions');
  return (
    <DeleteDialog
      {...deleting}
      title={t('deleteTitle', { name })}
      inUseTitle={t('inUseTitle', { name })}
      inUseHint={t('inUseHint')}
      action={t('delete')}
      done={t('deleted', { name })}
      usedBy={linksOf(usedBy)}
    >
      {t('deleteText')}
    </DeleteDialog>
  );
}
