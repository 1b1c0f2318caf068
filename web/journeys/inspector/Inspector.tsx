import type { Step } from '@cairn/workflows/contracts/journey.js';
import { Button, Group, Tabs, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { families } from '../canvas/families.js';
import { stepById, triggerId } from '../model/ports.js';
import { isPreviewable } from '../model/previewable.js';
import { title } from '../model/summary.js';
import { useDefinition, useEditor, usePositions } from '../page/EditorContext.js';
import { problemsOf } from '../page/problems.js';
import { SidePanel } from '../page/SidePanel.js';
import type { CountsWindow } from '../page/useCounts.js';
import { type StepTab, stepTabs } from '../page/usePanel.js';
import { CommentThread } from '../together/CommentThread.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Inspector.module.css';
import { ProblemList } from './ProblemList.js';
import { DelayForm } from './steps/DelayForm.js';
import { EnterJourneyForm } from './steps/EnterJourneyForm.js';
import { MessageForm } from './steps/MessageForm.js';
import { RandomSplitForm } from './steps/RandomSplitForm.js';
import { SplitForm } from './steps/SplitForm.js';
import { TagForm } from './steps/TagForm.js';
import { UpdateProfileForm } from './steps/UpdateProfileForm.js';
import { WaitUntilForm } from './steps/WaitUntilForm.js';
import { WaysOut } from './steps/WaysOut.js';
import { WindowForm } from './steps/WindowForm.js';
import { TriggerForm } from './trigger/TriggerForm.js';

// On first use: whoever draws does not wait for them.
const PreviewTab = lazy(async () => ({ default: (await import('./preview/PreviewTab.js')).PreviewTab }));
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
  const tabs = stepTabs.filter((each) => each !== 'preview' || isPreviewable(step, definition.trigger));
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
      <OwnForm step={step} />
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

/** What is particular to its type. */
function OwnForm({ step }: { step: Step }) {
  const { t } = useTranslation('journeys');
  switch (step.type) {
    case 'delay':
      return <DelayForm step={step} />;
    case 'window':
      return <WindowForm step={step} />;
    case 'message':
      return <MessageForm step={step} />;
    case 'split':
      return <SplitForm step={step} />;
    case 'randomSplit':
      return <RandomSplitForm step={step} />;
    case 'updateProfile':
      return <UpdateProfileForm step={step} />;
    case 'tag':
      return <TagForm step={step} />;
    case 'enterJourney':
      return <EnterJourneyForm step={step} />;
    case 'waitUntil':
      return <WaitUntilForm step={step} />;
    case 'goal':
      return (
        <Text size="sm" c="dimmed">
          {t('goal.help')}
        </Text>
      );
    case 'exit':
      return null;
  }
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
