import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import classes from './States.module.css';
import type { DefinitionEditor } from './useDefinition.js';

/** Somebody else saved this meanwhile: which of the two holds is the reader's choice, and until then nothing is lost. */
export function OvertakenNotice({ editor }: { editor: Pick<DefinitionEditor<never>, 'forget' | 'rebase'> }) {
  const { t } = useTranslation('ui');
  return (
    <div className={classes.notice} role="alert">
      <IconUsers size={20} stroke={1.5} aria-hidden="true" />
      <div className={classes.errorBody}>
        <p className={classes.errorTitle}>{t('overtaken.title')}</p>
        <p>{t('overtaken.text')}</p>
        <div className={classes.choices}>
          <Button variant="default" size="xs" onClick={editor.rebase}>
            {t('overtaken.keepMine')}
          </Button>
          <Button variant="default" size="xs" onClick={editor.forget}>
            {t('overtaken.showSaved')}
          </Button>
        </div>
      </div>
    </div>
  );
}
