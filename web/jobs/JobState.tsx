import { Progress } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPlayerStop, IconProgress } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../app/i18n/format.js';
import { StatusBadge } from '../ui/StatusBadge.js';

const looks = {
  running: { tone: 'info', icon: IconProgress },
  completed: { tone: 'success', icon: IconCircleCheck },
  cancelled: { tone: 'neutral', icon: IconPlayerStop },
  failed: { tone: 'danger', icon: IconAlertTriangle },
} as const;

interface JobStateProps {
  state: keyof typeof looks;
  /** How much of it is done, 0–1; said while it runs, and never rounded up. */
  share: number;
}

export function JobState({ state, share }: JobStateProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const words = state === 'running' ? t('runs', { share: format.percent(Math.floor(100 * share) / 100) }) : t(`states.${state}`);
  return (
    <>
      <StatusBadge tone={looks[state].tone} icon={looks[state].icon}>
        {words}
      </StatusBadge>
      {state === 'running' && <Progress value={100 * share} size={4} mt={4} aria-label={words} />}
    </>
  );
}
