import { Alert } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { stepById } from '../model/ports.js';
import { title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor, useEditorState } from './EditorContext.js';

/** Somebody else's changes came in; where both changed the same, which stands. */
export function MergeNotice() {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { editor } = useEditor();
  const { merged } = useEditorState(editor);
  if (!merged) return null;
  return (
    <Alert
      icon={<IconGitMerge size={18} aria-hidden />}
      color={merged.clashes.length > 0 ? 'orange' : 'indigo'}
      m="xs"
      p="xs"
      withCloseButton
      closeButtonLabel={t('panel.close')}
      onClose={() => editor.dismissMerge()}
      role="status"
    >
      {t('merge.done')}
      {merged.clashes.map(({ stepId, field }) => {
        const step = stepId === undefined ? undefined : stepById(definition, stepId);
        return <div key={`${stepId} ${field}`}>{t('merge.clash', { step: step ? say(title(step)) : t('merge.settings'), field })}</div>;
      })}
    </Alert>
  );
}
