import { IconProgress } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { SegmentItem } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { filledShare } from './filled-share.js';
import { useMemberCount } from './MemberCount.js';

/** How many a segment holds; while it is being filled, that there may be more. */
export function SegmentSize({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const countOf = useMemberCount();
  if (filledShare(segment.backfill) === null) return <span>{t('peopleIn', { count: segment.members, n: format.number(segment.members) })}</span>;
  return (
    <StatusBadge tone="info" icon={IconProgress}>
      {countOf(segment)}
    </StatusBadge>
  );
}
