import { useTranslation } from 'react-i18next';

import type { RuleItem } from '../api/rules.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import type { DeletingProps } from '../ui/DeleteDialog.js';
import { showDone } from '../ui/toasts.js';

interface DeleteProps extends DeletingProps {
  rule: RuleItem;
  onConfirm: () => Promise<void>;
}

/** Says first for whom it holds, and that what it did stays. Nothing refers to a rule. */
export function DeleteRule({ rule: { name, people }, onConfirm, ...deleting }: DeleteProps) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  return (
    <ConfirmDialog
      {...deleting}
      title={t('deleteTitle', { name })}
      action={t('delete')}
      danger
      onConfirm={async () => {
        await onConfirm();
        showDone(t('deleted', { name }));
      }}
    >
      {t('deleteText', { count: people, n: format.number(people) })}
    </ConfirmDialog>
  );
}
