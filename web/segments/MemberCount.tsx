import { useTranslation } from 'react-i18next';

import type { SegmentItem } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { filledShare } from './filled-share.js';

type Counted = Pick<SegmentItem, 'members' | 'backfill'>;

/** How many people a segment holds, as a text; while it is being filled, that this is not the end of it. */
export function useMemberCount(): (segment: Counted) => string {
  const { t } = useTranslation('segments');
  const format = useFormat();
  return ({ members, backfill }) => {
    const share = filledShare(backfill);
    return share === null ? format.number(members) : t('membersSoFar', { n: format.number(members), share: format.percent(share) });
  };
}

export function MemberCount({ segment }: { segment: Counted }) {
  return <>{useMemberCount()(segment)}</>;
}
