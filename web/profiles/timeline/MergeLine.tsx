import { IconArrowMerge, IconArrowsSplit2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { TimelineItem } from '../../api/profiles.js';
import classes from '../Profile.module.css';
import { Row } from '../Row.js';

/** That two profiles became one, or two again. */
export function MergeLine({ merge, at, profileId }: { merge: NonNullable<TimelineItem['merge']>; at: string; profileId: string }) {
  const { t } = useTranslation('profiles');
  const undone = merge.what === 'undone';
  const other = merge.survivor === profileId ? merge.loser : merge.survivor;
  return (
    <Row icon={undone ? <IconArrowsSplit2 size={16} stroke={1.5} /> : <IconArrowMerge size={16} stroke={1.5} />} tone="info" at={at}>
      <p>{t(undone ? 'timeline.unmerged' : 'timeline.merged', { name: merge.name })}</p>
      <p className={classes.dim}>
        {merge.by === null ? (undone ? '' : t('timeline.mergedByEvent')) : t('timeline.mergedBy', { by: merge.by })}{' '}
        {!merge.canUndo && <Link to={`/profiles/${encodeURIComponent(other)}`}>{t('timeline.otherProfile')}</Link>}
      </p>
    </Row>
  );
}
