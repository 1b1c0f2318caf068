import { Alert, Button } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { phrase } from '../model/phrase.js';
import { stepById, triggerId } from '../model/ports.js';
import { title } from '../model/summary.js';
import type { DraftSave } from '../saving/editor.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor, useEditorState } from './EditorContext.js';
import styles from './JourneyPage.module.css';

/** Somebody else's changes came in: who changed which step; and where both changed the same, which stands, and how to have theirs. */
export function MergeNotice() {
  const { t } = useTranslation('journeys');
  const { editor } = useEditor();
  const { merged } = useEditorState(editor);
  const words = useStepWords();
  if (!merged) return null;
  const saves = newestByPerson(merged.saves);
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
      {saves.length === 0 && t('merge.done')}
      {saves.map((save) => (
        <SaveWords key={`${save.name} ${save.you}`} save={save} />
      ))}
      {merged.clashes.map((clash) => (
        <div key={`${clash.stepId} ${clash.field}`} className={styles.clash}>
          <span>{t('merge.clash', { step: words(clash.stepId ?? triggerId), field: t(`merge.fields.${clash.field}`, clash.field) })}</span>
          <Button
            size="compact-sm"
            h={28}
            variant="default"
            onClick={() => editor.takeTheirs(clash, phrase('undo.takeTheirs', { what: words(clash.stepId ?? triggerId) }))}
          >
            {t('merge.takeTheirs')}
          </Button>
        </div>
      ))}
    </Alert>
  );
}

function SaveWords({ save }: { save: DraftSave }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const words = useStepWords();
  const name = save.you ? t('presence.you') : (save.name ?? t('comments.somebody'));
  const time = format.time(save.at);
  const steps = save.steps.map(words);
  return <div>{steps.length === 0 ? t('merge.arranged', { name, time }) : t('merge.changed', { name, time, steps: format.list(steps) })}</div>;
}

/** A step as people call it; one that is gone by its id. */
function useStepWords(): (id: string) => string {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  return (id) => {
    const step = stepById(definition, id);
    if (step) return t('merge.step', { title: say(title(step)) });
    return id === triggerId ? t('merge.settings') : t('merge.removedStep', { id });
  };
}

/** One line a person: all the steps, the latest time. */
function newestByPerson(saves: readonly DraftSave[]): DraftSave[] {
  const byPerson = new Map<string, DraftSave>();
  for (const save of saves) {
    const key = `${save.you} ${save.name}`;
    const before = byPerson.get(key);
    byPerson.set(key, { ...save, steps: [...new Set([...(before?.steps ?? []), ...save.steps])] });
  }
  return [...byPerson.values()];
}
