import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { SharedConditionItem } from '../api/conditions.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';
import { hrefOfUse } from '../ui/uses.js';

interface DeleteProps {
  condition: SharedConditionItem;
  opened: boolean;
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

/** Says who refers to it, since then it cannot be deleted. */
export function DeleteCondition({ condition: { name, usedBy }, opened, opener, onClose, onConfirm }: DeleteProps) {
  const { t } = useTranslation('conditions');
  const inUse = usedBy.length > 0;
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
      title={t(inUse ? 'inUseTitle' : 'deleteTitle', { name })}
      action={t('delete')}
      danger
      blocked={inUse}
      onConfirm={async () => {
        await onConfirm();
        showDone(t('deleted', { name }));
      }}
    >
      {inUse ? (
        <>
          {t('inUseHint')}
          <ul>
            {usedBy.map((use) => (
              <li key={`${use.kind}/${use.key}`}>
                <Link to={hrefOfUse(use)}>{use.name}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        t('deleteText')
      )}
    </ConfirmDialog>
  );
}
