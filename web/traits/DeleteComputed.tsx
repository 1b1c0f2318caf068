import { useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { call, path } from '../api/client.js';
import { type ComputedDetail, computedPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { showDone } from '../ui/toasts.js';
import { hrefOfUse } from '../ui/uses.js';

interface DeleteProps {
  trait: ComputedDetail;
  opened: boolean;
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  onGone: () => void;
}

/** Says first how many people lose a value; or who uses it, since then it cannot be deleted. */
export function DeleteComputed({ trait, opened, opener, onClose, onGone }: DeleteProps) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { name, label, usedBy, distribution, share } = trait;
  const inUse = usedBy.length > 0;
  return (
    <ConfirmDialog
      opened={opened}
      opener={opener}
      onClose={onClose}
      title={t(inUse ? 'inUseTitle' : 'deleteTitle', { name: label })}
      action={t('deleteComputed')}
      danger
      blocked={inUse}
      onConfirm={async () => {
        await call('DELETE', path`/api/computed-traits/${name}`);
        onGone();
        await navigate('/traits/computed');
        await queryClient.invalidateQueries({ queryKey: [computedPath] });
        showDone(t('deletedComputed', { name: label }));
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
        t(share.estimated ? 'deleteTextAbout' : 'deleteText', { n: format.number(distribution.withValue), people: format.number(distribution.people) })
      )}
    </ConfirmDialog>
  );
}
