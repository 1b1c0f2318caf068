import { useTranslation } from 'react-i18next';

import { useJourneyNames } from '../api/journeys.js';
import type { TemplateItem } from '../api/messages.js';
import { DeleteDialog, type DeletingProps } from '../ui/DeleteDialog.js';
import { linksOf } from '../ui/uses.js';

interface DeleteProps extends DeletingProps {
  template: TemplateItem;
  onConfirm: () => Promise<void>;
}

/** The journeys that send it are asked first. */
export function DeleteTemplate({ template, ...deleting }: DeleteProps) {
  const { t } = useTranslation('messages');
  const names = useJourneyNames();
  const { name } = template.draft;
  return (
    <DeleteDialog
      {...deleting}
      title={t('deleteTitle', { name })}
      inUseTitle={t('inUseTitle', { name })}
      inUseHint={t('usedByHint')}
      action={t('delete')}
      done={t('deleted', { name })}
      usedBy={linksOf(template.usedBy.map((key) => ({ kind: 'journey', key, name: names.get(key) ?? key })))}
    >
      {t('deleteText')}
    </DeleteDialog>
  );
}
