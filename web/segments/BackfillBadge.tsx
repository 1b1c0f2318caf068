import { IconCircleCheck, IconProgress } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { SegmentItem } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { filledShare } from './filled-share.js';

/** Whether everyone was asked since the segment's condition changed. */
export function BackfillBadge({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const share = filledShare(segment.backfill);
  if (share === null) {
    return (
      <StatusBadge tone="success" icon={IconCircleCheck}>
        {t('current')}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="info" icon={IconProgress}>
      {t('backfill', { share: format.percent(share) })}
    </StatusBadge>
  );
}
