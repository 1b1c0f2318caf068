import type { Step } from '@cairn/workflows/contracts/journey.js';
import { Button, Group, Modal, Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { lostBy } from '../model/operations.js';
import { outletsOf } from '../model/ports.js';
import { portPhrase, title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';

/** Deleting a step with several ways out: which branch stays, and what goes with the others. */
export function DeleteBranchDialog({ step, onClose }: { step: Step; onClose(): void }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { actions, names } = useEditor();
  const ways = outletsOf(step);
  const [keep, setKeep] = useState(ways[0]?.outlet ?? '');
  const lost = lostBy(definition, step.id, keep).length;
  return (
    <Modal opened onClose={onClose} title={t('deleteStep.title', { title: say(title(step)) })} closeButtonProps={{ 'aria-label': t('panel.close') }}>
      <Radio.Group label={t('deleteStep.which')} value={keep} onChange={setKeep}>
        {ways.map(({ outlet }) => (
          <Radio
            key={outlet}
            value={outlet}
            mt="xs"
            label={say(portPhrase(definition, { from: step.id, outlet }, names) ?? { key: 'menu.next' })}
            description={t('deleteStep.lost', { count: lostBy(definition, step.id, outlet).length })}
          />
        ))}
      </Radio.Group>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('publish.cancel')}
        </Button>
        <Button
          color="red.9"
          onClick={() => {
            actions.remove(step.id, keep);
            onClose();
          }}
        >
          {t('deleteStep.button', { count: lost + 1 })}
        </Button>
      </Group>
    </Modal>
  );
}
