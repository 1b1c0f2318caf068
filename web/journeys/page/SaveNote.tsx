import { type Icon, IconCheck, IconCloudOff, IconLoader2, IconPencil } from '@tabler/icons-react';
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
      <Line icon={IconPencil}>{draftWords(t, journey, changes)}</Line>
    </span>
  );
}

interface LineProps {
  icon: Icon;
  role?: 'status' | 'alert';
  tone?: 'warning' | 'danger';
  children: string;
}

/** One row, however narrow: what is cut off is in the title. */
function Line({ icon: IconOf, role, tone, children }: LineProps) {
  return (
    <span role={role} data-tone={tone} title={children}>
      <IconOf size={14} stroke={1.5} aria-hidden />
      <span>{children}</span>
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
        <Line icon={IconLoader2} role="status">
          {t('save.saving')}
        </Line>
      );
    case 'saved':
      return state.at === null ? null : (
        <Line icon={IconCheck} role="status">
          {t('save.saved', { time: format.time(state.at) })}
        </Line>
      );
    case 'offline':
      return (
        <Line icon={IconCloudOff} role="alert" tone="warning">
          {t('save.offline')}
        </Line>
      );
    case 'not-kept':
      return (
        <Line icon={IconCloudOff} role="alert" tone="danger">
          {t('save.notKept')}
        </Line>
      );
    case 'refused':
      return (
        <Line icon={IconCloudOff} role="alert" tone="danger">
          {t('save.refused', { message: state.message })}
        </Line>
      );
  }
}
