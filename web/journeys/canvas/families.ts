import type { StepType } from '@cairn/workflows/contracts/journey.js';
import { type Icon, IconArrowsSplit2, IconBolt, IconClock, IconFlag, IconHourglass, IconMail, IconTag } from '@tabler/icons-react';

/** The hue of a step's family, one of the six series colours. */
export type NodeType = StepType | 'trigger';

export const families: Record<NodeType, { hue: string; icon: Icon }> = {
  trigger: { hue: 'var(--cairn-series-1)', icon: IconBolt },
  message: { hue: 'var(--cairn-series-2)', icon: IconMail },
  delay: { hue: 'var(--cairn-series-3)', icon: IconClock },
  waitUntil: { hue: 'var(--cairn-series-3)', icon: IconHourglass },
  split: { hue: 'var(--cairn-series-4)', icon: IconArrowsSplit2 },
  tag: { hue: 'var(--cairn-series-5)', icon: IconTag },
  exit: { hue: 'var(--cairn-series-6)', icon: IconFlag },
};
