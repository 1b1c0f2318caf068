import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { TagItem } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';
import { hrefOfUse } from '../ui/uses.js';

interface DeleteProps {
  tag: TagItem;
  opened: boolean;
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

/** Says first from how many people it is taken; or who uses it, since then it cannot be deleted. */
export function DeleteTag({ tag: { name, people, usedBy }, opened, opener, onClose, onConfirm }: DeleteProps) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const inUse = usedBy.length > 0;
  const count = { count: people, n: format.number(people) };
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
      title={t(inUse ? 'inUseTitle' : 'deleteTitle', { name })}
      action={t('deleteFrom', count)}
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
            {usedBy.map(({ kind, key, name: called }) => (
              <li key={`${kind}/${key}`}>
                <Link to={hrefOfUse({ kind, key })}>{called}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        t('deleteText', count)
      )}
    </ConfirmDialog>
  );
}
