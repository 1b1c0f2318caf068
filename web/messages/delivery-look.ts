import { type Icon, IconAlertTriangle, IconCircleCheck, IconCircleX, IconClock, IconHandStop, IconSend } from '@tabler/icons-react';

import type { DeliveryState } from '../api/messages.js';
import type { Tone } from '../ui/StatusBadge.js';

const looks: { [state in DeliveryState]: { icon: Icon; tone: Tone } } = {
  intended: { icon: IconClock, tone: 'neutral' },
  'handing-over': { icon: IconSend, tone: 'info' },
  sent: { icon: IconCircleCheck, tone: 'success' },
  failed: { icon: IconCircleX, tone: 'danger' },
  unknown: { icon: IconAlertTriangle, tone: 'warning' },
  refused: { icon: IconHandStop, tone: 'neutral' },
};

/** How a delivery's state looks everywhere. */
export function deliveryLook(state: DeliveryState): { icon: Icon; tone: Tone } {
  return looks[state];
}
