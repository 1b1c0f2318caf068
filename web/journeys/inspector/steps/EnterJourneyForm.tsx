import type { EnterJourneyStep } from '@cairn/workflows/contracts/journey.js';
import { Anchor, Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { path } from '../../../api/client.js';
import { useJourneys } from '../../api.js';
import { useEditor } from '../../page/EditorContext.js';

/** Which journey the person is brought into as well. */
export function EnterJourneyForm({ step }: { step: EnterJourneyStep }) {
  const { t } = useTranslation('journeys');
  const { actions, journey: own } = useEditor();
  const journeys = useJourneys().data?.items ?? [];
  const known = journeys
    .filter(({ key, state }) => state !== 'archived' && (key !== own.key || key === step.journey))
    .map(({ key, draft }) => ({ value: key, label: draft.name }));
  const chosen = journeys.find(({ key }) => key === step.journey);
  // One that is gone, or archived by now, stays visible as the problem it is.
  const isOffered = step.journey === '' || known.some(({ value }) => value === step.journey);
  const data = isOffered ? known : [{ value: step.journey, label: chosen?.draft.name ?? t('enterJourney.missing', { key: step.journey }) }, ...known];
  return (
    <>
      <Select
        label={t('enterJourney.which')}
        placeholder={t('enterJourney.choose')}
        searchable
        data={data}
        value={step.journey === '' ? null : step.journey}
        nothingFoundMessage={t('menu.noMatch')}
        onChange={(journey) => actions.change({ ...step, journey: journey ?? '' })}
      />
      {chosen && (chosen.state === 'draft' || chosen.state === 'paused') && <Text size="sm">{t(`enterJourney.not.${chosen.state}`)}</Text>}
      {chosen && (
        <Anchor component={Link} to={path`/journeys/${chosen.key}`} size="sm">
          {t('enterJourney.open', { name: chosen.draft.name })}
        </Anchor>
      )}
      <Text size="sm" c="dimmed">
        {t('enterJourney.help')}
      </Text>
    </>
  );
}
