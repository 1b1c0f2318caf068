import { IconCheck, IconCloudOff, IconLoader2, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import type { Journey } from '../api.js';
import type { SaveState } from '../saving/editor.js';
import styles from './JourneyPage.module.css';

interface SaveNoteProps {
  state: SaveState;
  journey: Journey;
  changes: number | null;
}

/** Whether everything is kept, and what the draft is against the live version. Only "not saved" is announced at once. */
export function SaveNote({ state, journey, changes }: SaveNoteProps) {
  const { t } = useTranslation('journeys');
  return (
    <span className={styles.saveNote}>
      <SaveWords state={state} />
      <span className={styles.draftNote}>
        <IconPencil size={14} stroke={1.5} aria-hidden />
        {draftWords(t, journey, changes)}
      </span>
    </span>
  );
}

type Translate = (key: string, values?: { [name: string]: unknown }) => string;

function draftWords(t: Translate, journey: Journey, changes: number | null): string {
  if (journey.liveVersion === null) return t('draft.never');
  if (changes === null) return t('draft.unknown');
  return changes === 0 ? t('draft.same', { number: journey.liveNumber ?? '' }) : t('draft.changes', { count: changes, number: journey.liveNumber ?? '' });
}

function SaveWords({ state }: { state: SaveState }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  switch (state.kind) {
    case 'saving':
      return (
        <span role="status">
          <IconLoader2 size={14} stroke={1.5} aria-hidden /> {t('save.saving')}
        </span>
      );
    case 'saved':
      return state.at === null ? null : (
        <span role="status">
          <IconCheck size={14} stroke={1.5} aria-hidden /> {t('save.saved', { time: format.time(state.at) })}
        </span>
      );
    case 'offline':
      return (
        <span role="alert" data-tone="warning">
          <IconCloudOff size={14} stroke={1.5} aria-hidden /> {t('save.offline')}
        </span>
      );
    case 'not-kept':
      return (
        <span role="alert" data-tone="danger">
          <IconCloudOff size={14} stroke={1.5} aria-hidden /> {t('save.notKept')}
        </span>
      );
    case 'refused':
      return (
        <span role="alert" data-tone="danger">
          <IconCloudOff size={14} stroke={1.5} aria-hidden /> {t('save.refused', { message: state.message })}
        </span>
      );
  }
}
