import type { ScheduleTrigger } from '@cairn/workflows/contracts/journey.js';
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { path } from '../../../api/client.js';
import { useFormat } from '../../../app/i18n/format.js';
import { useNow } from '../../../ui/useNow.js';
import { nextScheduled, ownZone } from '../../model/preview-times.js';
import { useEditor } from '../../page/EditorContext.js';
import styles from '../Panels.module.css';

/** It starts by itself; all that can be done is to be there in time. */
export function TrySchedule({ trigger }: { trigger: ScheduleTrigger }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const now = useNow();
  const { names } = useEditor();
  const { segment, zone } = trigger;
  if (segment === '') return <p className={styles.paragraph}>{t('preview.noSegment')}</p>;
  const next = nextScheduled(trigger, ownZone(), now);
  const words = zone === 'person' ? 'preview.nextTimeTheirs' : 'preview.nextTime';
  return (
    <>
      <p className={styles.paragraph}>{next ? t(words, { day: format.day(next.day), at: next.at, zone }) : t('preview.noTime')}</p>
      <p className={styles.paragraph}>{t('try.schedule', { segment: names.segment(segment) ?? segment })}</p>
      <Anchor component={Link} to={path`/segments/${segment}`} size="sm">
        {t('trigger.segment.open', { name: names.segment(segment) ?? segment })}
      </Anchor>
    </>
  );
}
