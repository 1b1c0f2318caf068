import { IconAlertTriangle, IconCircleCheck, IconClock, IconDoorExit, IconTarget } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { StatusBadge } from '../../ui/StatusBadge.js';
import type { Run } from '../api.js';

const abnormal = new Set(['failed', 'terminated', 'too-many-visits']);

export function RunState({ run }: { run: Run }) {
  const { t } = useTranslation('journeys');
  if (run.state === 'active') {
    return (
      <StatusBadge tone="info" icon={IconClock}>
        {t('runs.inside')}
      </StatusBadge>
    );
  }
  const isAbnormal = abnormal.has(run.endReason ?? '');
  if (run.endReason === 'goal') {
    return (
      <StatusBadge tone="success" icon={IconTarget}>
        {t('runs.goal')}
      </StatusBadge>
    );
  }
  const left = run.endReason !== 'completed';
  return (
    <StatusBadge tone={isAbnormal ? 'danger' : left ? 'neutral' : 'success'} icon={isAbnormal ? IconAlertTriangle : left ? IconDoorExit : IconCircleCheck}>
      {t(isAbnormal ? 'runs.broken' : left ? 'runs.left' : 'runs.completed')}
    </StatusBadge>
  );
}
