import { IconArchive, IconPencil, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { StatusBadge, type Tone } from '../../ui/StatusBadge.js';
import type { JourneyLifeState } from '../api.js';

const looks = {
  draft: { tone: 'neutral', icon: IconPencil },
  live: { tone: 'success', icon: IconPlayerPlay },
  paused: { tone: 'warning', icon: IconPlayerPause },
  archived: { tone: 'neutral', icon: IconArchive },
} as const satisfies Record<JourneyLifeState, { tone: Tone; icon: typeof IconPencil }>;

export function StateBadge({ state }: { state: JourneyLifeState }) {
  const { t } = useTranslation('journeys');
  const { tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {t(`state.${state}`)}
    </StatusBadge>
  );
}
