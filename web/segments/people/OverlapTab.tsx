import { useTranslation } from 'react-i18next';

import { path } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import type { SegmentItem, SegmentOverlap } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import { Card } from '../../ui/Card.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import classes from './People.module.css';
import { SharedSegments } from './SharedSegments.js';
import { UpSet } from './UpSet.js';

/** Which other segments its people are in, and in which of them together. */
export function OverlapTab({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { data, error, refetch } = useGet<SegmentOverlap>(path`/api/segments/${segment.key}/overlap`, { every: 60_000 });
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <BlockSkeleton lines={12} />;
  if (data.others.length === 0) {
    return (
      <Card title={t('overlap.title')}>
        <p className={classes.dim}>{t(data.members === 0 ? 'membersEmpty' : 'overlap.none')}</p>
      </Card>
    );
  }
  const alone = data.combinations.find(({ segments }) => segments.length === 0)?.people ?? 0;
  return (
    <>
      <Card title={t('overlap.title')}>
        <p className={classes.summary}>
          {t('overlap.summary', { count: data.members, n: format.number(data.members), alone: format.number(alone), name: segment.name })}
        </p>
        <p className={classes.dim}>{t('overlap.how')}</p>
        <UpSet segment={segment.key} overlap={data} />
      </Card>
      <Card title={t('overlap.sharedTitle')}>
        <SharedSegments segment={segment.key} overlap={data} />
      </Card>
    </>
  );
}
