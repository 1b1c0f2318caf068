import { useTranslation } from 'react-i18next';

import type { DeliveryState } from '../api/messages.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { deliveryLook } from './delivery-look.js';

/** A delivery's state, with the reason where there is one: "Not sent: unsubscribed". */
export function DeliveryBadge({ state, reason }: { state: DeliveryState; reason?: string | null | undefined }) {
  const { t } = useTranslation('messages');
  const look = deliveryLook(state);
  return (
    <StatusBadge tone={look.tone} icon={look.icon}>
      {reason === undefined || reason === null
        ? t(`state.${state}`)
        : t('stateWithReason', { state: t(`state.${state}`), reason: t(`reason.${reason}`, { defaultValue: reason }) })}
    </StatusBadge>
  );
}
