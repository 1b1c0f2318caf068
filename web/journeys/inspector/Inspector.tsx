import type { Step } from '@cairn/workflows/contracts/journey.js';
import { Button, Group, Tabs, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { families } from '../canvas/families.js';
import { stepById, triggerId } from '../model/ports.js';
import { title } from '../model/summary.js';
import { useDefinition, useEditor, usePositions } from '../page/EditorContext.js';
import { problemsOf } from '../page/problems.js';
import { SidePanel } from '../page/SidePanel.js';
import type { CountsWindow } from '../page/useCounts.js';
import { type StepTab, stepTabs } from '../page/usePanel.js';
import { CommentThread } from '../together/CommentThread.js';
import { usePhrase } from '../usePhrase.js';
import { DelayForm } from './DelayForm.js';
import styles from './Inspector.module.css';
import { MessageForm } from './MessageForm.js';
import { ProblemList } from './ProblemList.js';
import { SplitForm } from './SplitForm.js';
import { TagForm } from './TagForm.js';
import { TriggerForm } from './TriggerForm.js';
import { WaitUntilForm } from './WaitUntilForm.js';
import { WaysOut } from './WaysOut.js';

// On first use: whoever draws does not wait for them.
const PreviewTab = lazy(async () => ({ default: (await import('./PreviewTab.js')).PreviewTab }));
const ResultsTab = lazy(async () => ({ default: (await import('./ResultsTab.js')).ResultsTab }));

interface InspectorProps {
  id: string;
  tab: StepTab;
  counted: CountsWindow;
  /** Open ones on this step. */
  comments: number;
  onTab(tab: StepTab): void;
  onClose(): void;
}

/** One step: its form, what it will do, what it did, what is said about it. Edits reach the draft at once; there is no Save button. Esc gives the focus back to the node. */
export function Inspector({ id, tab, counted, comments, onTab, onClose }: InspectorProps) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const say = usePhrase();
  const definition = useDefinition();
  const step = stepById(definition, id);
  if (id !== triggerId && !step) return null;
  const { icon, hue } = families[step?.type ?? 'trigger'];
  // An exit does nothing that could be previewed; what a tag step does is said already.
  const tabs = stepTabs.filter((each) => each !== 'preview' || (step?.type !== 'exit' && step?.type !== 'tag'));
  const shown = tabs.includes(tab) ? tab : 'setup';
  return (
    <SidePanel icon={icon} hue={hue} title={step ? say(title(step)) : t('type.trigger')} label={t('inspector.name')} onClose={onClose}>
      <Tabs value={shown} onChange={(next) => onTab((next ?? 'setup') as StepTab)} keepMounted={false}>
        <Tabs.List className={styles.tabList} aria-label={t('inspector.tabs')}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each} className={styles.tab}>
              {each === 'comments' && comments > 0 ? t('tabs.commentsCount', { n: format.number(comments) }) : t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {/* Stays mounted: what is half typed survives a look at another tab. */}
        <Tabs.Panel value="setup" keepMounted>
          <div className={styles.tabBody}>
            <SetUp id={id} step={step} />
          </div>
        </Tabs.Panel>
        {tabs
          .filter((each) => each !== 'setup')
          .map((each) => (
            <Tabs.Panel key={each} value={each}>
              <div className={styles.tabBody}>
                <Suspense fallback={<BlockSkeleton />}>
                  {each === 'preview' && <PreviewTab step={step} />}
                  {each === 'results' && <ResultsTab step={step} counted={counted} />}
                  {each === 'comments' && <CommentThread step={id} />}
                </Suspense>
              </div>
            </Tabs.Panel>
          ))}
      </Tabs>
    </SidePanel>
  );
}

function SetUp({ id, step }: { id: string; step: Step | undefined }) {
  const { problems, readOnly } = useEditor();
  return (
    <>
      <ProblemList problems={problemsOf(problems, id)} />
      <fieldset disabled={readOnly} className={styles.fields}>
        {step ? <StepForm key={id} step={step} /> : <TriggerForm />}
      </fieldset>
      <ShiftButtons id={id} />
    </>
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
      {step.type === 'tag' && <TagForm step={step} />}
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

const shiftPx = 24;
const shifts = [
  { name: 'up', icon: IconArrowUp, by: { x: 0, y: -shiftPx } },
  { name: 'down', icon: IconArrowDown, by: { x: 0, y: shiftPx } },
  { name: 'left', icon: IconArrowLeft, by: { x: -shiftPx, y: 0 } },
  { name: 'right', icon: IconArrowRight, by: { x: shiftPx, y: 0 } },
];

/** What dragging does, without dragging; only where steps are arranged by hand. */
function ShiftButtons({ id }: { id: string }) {
  const { t } = useTranslation('journeys');
  const { actions, readOnly } = useEditor();
  const isArranged = usePositions() !== null;
  if (!isArranged || readOnly) return null;
  return (
    <section aria-label={t('arrange.shift')}>
      <h3 className={styles.heading}>{t('arrange.shift')}</h3>
      <Group gap="xs">
        {shifts.map(({ name, icon: Icon, by }) => (
          <Button key={name} variant="default" size="xs" leftSection={<Icon size={16} stroke={1.5} aria-hidden />} onClick={() => actions.shift([id], by)}>
            {t(`arrange.shifts.${name}`)}
          </Button>
        ))}
      </Group>
    </section>
  );
}
