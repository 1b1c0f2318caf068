import { useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { call } from '../../api/client.js';
import { useFormat } from '../../app/i18n/format.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { showDone } from '../../ui/toasts.js';
import { journeyAddress, journeysAddress, pauseJourney, resumeJourney, useInside } from '../api.js';
import { useDefinition, useEditor } from './EditorContext.js';

interface LifeDialogProps {
  kind: 'pause' | 'resume' | 'archive';
  opener: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** Pause, resume, archive: what it means for the people inside, with their number, before it is done. */
export function LifeDialog({ kind, opener, onClose }: LifeDialogProps) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { journey } = useEditor();
  const { name } = useDefinition();
  const { data, error, refetch } = useInside(journey.key);
  const inside = data?.people;
  const act = async (): Promise<void> => {
    if (kind === 'pause') await pauseJourney(journey.key);
    else if (kind === 'resume') await resumeJourney(journey.key);
    else await call('DELETE', journeyAddress(journey.key));
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(journeysAddress) });
    showDone(t(`life.${kind}.done`, { name }));
    if (kind === 'archive') await navigate('/journeys');
  };
  return (
    <ConfirmDialog
      opened
      opener={opener}
      onClose={onClose}
      title={t(`life.${kind}.title`, { name })}
      action={inside === undefined || inside === 0 ? t(`life.${kind}.action`) : t(`life.${kind}.button`, { count: inside, n: format.number(inside) })}
      danger={kind === 'archive'}
      // Nothing that touches people is done before it was said how many.
      waiting={inside === undefined}
      onConfirm={act}
    >
      <p>{t(`life.${kind}.text`)}</p>
      {inside === undefined && !error && <p role="status">{t('life.counting')}</p>}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {inside !== undefined && <p>{t(inside === 0 ? 'life.nobody' : `life.${kind}.people`, { count: inside, n: format.number(inside) })}</p>}
      {kind === 'resume' && data && data.due > 0 && <p>{t('life.resume.due', { count: data.due, n: format.number(data.due) })}</p>}
    </ConfirmDialog>
  );
}
