import type { Step } from '@cairn/workflows/contracts/journey.js';
import { Button, Group, TextInput } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { families } from '../canvas/families.js';
import { stepById, triggerId } from '../model/ports.js';
import { title } from '../model/summary.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { problemsOf } from '../page/problems.js';
import { SidePanel } from '../page/SidePanel.js';
import { usePhrase } from '../usePhrase.js';
import { DelayForm } from './DelayForm.js';
import { MessageForm } from './MessageForm.js';
import { ProblemList } from './ProblemList.js';
import { SplitForm } from './SplitForm.js';
import { TriggerForm } from './TriggerForm.js';
import { WaitUntilForm } from './WaitUntilForm.js';
import { WaysOut } from './WaysOut.js';

interface InspectorProps {
  id: string;
  onClose(): void;
}

/** The form of one step. Edits reach the draft at once; there is no Save button. Esc gives the focus back to the node. */
export function Inspector({ id, onClose }: InspectorProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { problems, readOnly } = useEditor();
  const step = stepById(definition, id);
  if (id !== triggerId && !step) return null;
  const { icon, hue } = families[step?.type ?? 'trigger'];
  return (
    <SidePanel icon={icon} hue={hue} title={step ? say(title(step)) : t('type.trigger')} label={t('inspector.name')} onClose={onClose}>
      <ProblemList problems={problemsOf(problems, id)} />
      <fieldset disabled={readOnly} style={{ all: 'unset', display: 'contents' }}>
        {step ? <StepForm key={id} step={step} /> : <TriggerForm />}
      </fieldset>
    </SidePanel>
  );
}

function StepForm({ step }: { step: Step }) {
  const { t } = useTranslation('journeys');
  const { actions, readOnly } = useEditor();
  return (
    <>
      <TextInput
        label={t('inspector.stepName')}
        placeholder={t(`type.${step.type}`)}
        maxLength={120}
        value={step.name ?? ''}
        onChange={(event) => actions.change({ ...step, name: event.currentTarget.value === '' ? null : event.currentTarget.value })}
      />
      {step.type === 'delay' && <DelayForm step={step} />}
      {step.type === 'message' && <MessageForm step={step} />}
      {step.type === 'split' && <SplitForm step={step} />}
      {step.type === 'waitUntil' && <WaitUntilForm step={step} />}
      <WaysOut step={step} />
      {!readOnly && (
        <Group gap="xs" mt="xs">
          {step.type !== 'exit' && (
            <Button variant="default" size="xs" leftSection={<IconCopy size={16} stroke={1.5} aria-hidden />} onClick={() => actions.duplicate(step.id)}>
              {t('inspector.duplicate')}
            </Button>
          )}
          <Button variant="default" size="xs" leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />} onClick={() => actions.askRemove([step.id])}>
            {t('inspector.delete')}
          </Button>
        </Group>
      )}
    </>
  );
}
