import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useJourneyNames } from '../api/journeys.js';
import type { TemplateItem } from '../api/messages.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';

interface DeleteProps {
  opened: boolean;
  onClose: () => void;
  template: TemplateItem;
  opener: RefObject<HTMLElement | null>;
  onConfirm: () => Promise<void>;
}

/** Says first which journeys send it, since then it cannot be deleted. */
export function DeleteTemplate({ opened, opener, onClose, template, onConfirm }: DeleteProps) {
  const { t } = useTranslation('messages');
  const names = useJourneyNames();
  const { usedBy } = template;
  const { name } = template.draft;
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
          {t('usedByHint')}
          <ul>
            {usedBy.map((key) => (
              <li key={key}>
                <Link to={`/journeys/${encodeURIComponent(key)}`}>{names.get(key) ?? key}</Link>
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
