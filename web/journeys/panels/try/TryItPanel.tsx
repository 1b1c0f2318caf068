import { Alert } from '@mantine/core';
import { IconFlask, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../page/EditorContext.js';
import { SidePanel } from '../../page/SidePanel.js';
import styles from '../Panels.module.css';
import { TryDate } from './TryDate.js';
import { TryEntry } from './TryEntry.js';
import { TryEvent } from './TryEvent.js';
import { TrySchedule } from './TrySchedule.js';

interface TryItPanelProps {
  onFollow(runId: string): void;
  onClose(): void;
}

/** Starts the journey for one person as it is started in earnest (an event, a date, a call), shows the same as code, and leads to the run. */
export function TryItPanel({ onFollow, onClose }: TryItPanelProps) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const live = journey.state === 'live';
  return (
    <SidePanel icon={IconFlask} title={t('try.title')} label={t('try.title')} onClose={onClose}>
      {!live && (
        <Alert color="orange" icon={<IconInfoCircle size={18} aria-hidden />}>
          {t(`try.not.${journey.state}`)}
        </Alert>
      )}
      {live && journey.changed && (
        <Alert color="indigo" icon={<IconInfoCircle size={18} aria-hidden />}>
          {t('try.draftDiffers', { number: journey.liveNumber ?? '' })}
        </Alert>
      )}
      <TryItForm onFollow={onFollow} />
    </SidePanel>
  );
}

/** By what starts the journey. */
function TryItForm({ onFollow }: { onFollow(runId: string): void }) {
  const { t } = useTranslation('journeys');
  const { editor } = useEditor();
  const { trigger } = editor.document.definition;
  switch (trigger.type) {
    case 'event':
    case 'segment':
      return <TryEvent onFollow={onFollow} />;
    case 'api':
      return <TryEntry onFollow={onFollow} />;
    case 'date':
      return <TryDate trigger={trigger} onFollow={onFollow} />;
    case 'schedule':
      return <TrySchedule trigger={trigger} />;
    case 'handOff':
      return <p className={styles.paragraph}>{t('try.handOff')}</p>;
  }
}
