import type { StepType } from '@cairn/workflows/contracts/journey.js';
import {
  type Icon,
  IconArrowsShuffle,
  IconArrowsSplit2,
  IconBolt,
  IconCalendarTime,
  IconClock,
  IconFlag,
  IconHourglass,
  IconMail,
  IconRoute,
  IconTag,
  IconTarget,
  IconUserEdit,
} from '@tabler/icons-react';

/** The hue of a step's family, one of the six series colours. */
export type NodeType = StepType | 'trigger';

export const families: Record<NodeType, { hue: string; icon: Icon }> = {
  trigger: { hue: 'var(--cairn-series-1)', icon: IconBolt },
  message: { hue: 'var(--cairn-series-2)', icon: IconMail },
  delay: { hue: 'var(--cairn-series-3)', icon: IconClock },
  window: { hue: 'var(--cairn-series-3)', icon: IconCalendarTime },
  waitUntil: { hue: 'var(--cairn-series-3)', icon: IconHourglass },
  split: { hue: 'var(--cairn-series-4)', icon: IconArrowsSplit2 },
  randomSplit: { hue: 'var(--cairn-series-4)', icon: IconArrowsShuffle },
  updateProfile: { hue: 'var(--cairn-series-5)', icon: IconUserEdit },
  tag: { hue: 'var(--cairn-series-5)', icon: IconTag },
  enterJourney: { hue: 'var(--cairn-series-5)', icon: IconRoute },
  goal: { hue: 'var(--cairn-series-6)', icon: IconTarget },
  exit: { hue: 'var(--cairn-series-6)', icon: IconFlag },
};
