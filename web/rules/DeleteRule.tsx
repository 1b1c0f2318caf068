import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import type { RuleItem } from '../api/rules.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';

interface DeleteProps {
  rule: RuleItem;
  opened: boolean;
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

/** Says first for whom it holds, and that what it did stays. */
export function DeleteRule({ rule: { name, people }, opened, opener, onClose, onConfirm }: DeleteProps) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
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
