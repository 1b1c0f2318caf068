import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ChoiceList } from '../canvas/ChoiceList.js';
import { families } from '../canvas/families.js';
import { readingOrder } from '../model/order.js';
import { stepById } from '../model/ports.js';
import { summary, title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';

/** Finds a step by its name or what it does. */
export function FindDialog({ onChoose, onClose }: { onChoose(id: string): void; onClose(): void }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { names } = useEditor();
  const choices = readingOrder(definition).ids.flatMap((id) => {
    const step = stepById(definition, id);
    return step ? [{ id, title: say(title(step)), detail: say(summary(step, names)), ...families[step.type] }] : [];
  });
  return (
    <Modal opened onClose={onClose} withCloseButton={false} aria-label={t('find.title')}>
      <ChoiceList label={t('find.title')} empty={t('find.empty')} choices={choices} onChoose={onChoose} onEscape={onClose} />
    </Modal>
  );
}
