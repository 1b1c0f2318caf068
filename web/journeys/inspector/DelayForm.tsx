import type { DelayStep } from '@cairn/workflows/contracts/journey.js';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../page/EditorContext.js';
import { DurationField } from './DurationField.js';

export function DelayForm({ step }: { step: DelayStep }) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  return (
    <>
      <DurationField label={t('delay.wait')} value={step.duration} onChange={(duration) => actions.change({ ...step, duration })} />
      <Text size="sm" c="dimmed">
        {t('delay.help')}
      </Text>
    </>
  );
}
