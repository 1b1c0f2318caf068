import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { call, path } from '../api/client.js';
import { type ComputedDetail, computedPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { DeleteDialog, type DeletingProps } from '../ui/DeleteDialog.js';
import { linksOf } from '../ui/uses.js';

interface DeleteProps extends DeletingProps {
  trait: ComputedDetail;
  onGone: () => void;
}

/** Says first how many people lose a value. */
export function DeleteComputed({ trait, onGone, ...deleting }: DeleteProps) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { name, label, usedBy, distribution, share } = trait;
  return (
    <DeleteDialog
      {...deleting}
      title={t('deleteTitle', { name: label })}
      inUseTitle={t('inUseTitle', { name: label })}
      inUseHint={t('inUseHint')}
      action={t('deleteComputed')}
      done={t('deletedComputed', { name: label })}
      usedBy={linksOf(usedBy)}
      onConfirm={async () => {
        await call('DELETE', path`/api/computed-traits/${name}`);
        onGone();
        await navigate('/traits/computed');
        await queryClient.invalidateQueries({ queryKey: [computedPath] });
      }}
    >
      {t(share.estimated ? 'deleteTextAbout' : 'deleteText', { n: format.number(distribution.withValue), people: format.number(distribution.people) })}
    </DeleteDialog>
  );
}
