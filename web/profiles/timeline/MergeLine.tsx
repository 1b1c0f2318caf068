import { Button } from '@mantine/core';
import { IconArrowMerge, IconArrowsSplit2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { TimelineItem } from '../../api/profiles.js';
import { UndoMergeDialog } from '../../matching/UndoMergeDialog.js';
import classes from '../Profile.module.css';
import { Row } from '../Row.js';

/** That two profiles became one, or two again. */
export function MergeLine({ merge, at, profileId }: { merge: NonNullable<TimelineItem['merge']>; at: string; profileId: string }) {
  const { t } = useTranslation('profiles');
  const [undoing, setUndoing] = useState(false);
  const undone = merge.what === 'undone';
  const other = merge.survivor === profileId ? merge.loser : merge.survivor;
  return (
    <Row icon={undone ? <IconArrowsSplit2 size={16} stroke={1.5} /> : <IconArrowMerge size={16} stroke={1.5} />} tone="info" at={at}>
      <p>{t(undone ? 'timeline.unmerged' : 'timeline.merged', { name: merge.name })}</p>
      {!undone && <p className={classes.dim}>{t(`timeline.mergeCause.${causeOf(merge.by)}`)}</p>}
      {merge.canUndo ? (
        <Button variant="default" size="xs" mt={4} onClick={() => setUndoing(true)}>
          {t('timeline.undoMerge')}
        </Button>
      ) : (
        <p className={classes.dim}>
          <Link to={`/profiles/${encodeURIComponent(other)}`}>{t('timeline.otherProfile')}</Link>
        </p>
      )}
      <UndoMergeDialog opened={undoing} onClose={() => setUndoing(false)} mergeId={merge.id} />
    </Row>
  );
}

/** Who found that they are one: an event, a person, a program, or the search for duplicates. */
function causeOf(by: string | null): 'event' | 'person' | 'program' | 'matching' {
  if (by === null) return 'event';
  return by === 'matching' ? 'matching' : by.startsWith('user:') ? 'person' : 'program';
}
