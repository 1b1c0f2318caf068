import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { type SegmentItem, segmentsPath } from '../../api/segments.js';
import { useFormat } from '../i18n/format.js';
import classes from './RunningJobs.module.css';

/** Work that runs in the background, on every page: in this version, segments being filled. Nothing running: nothing shown. */
export function RunningJobs({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const { data } = useGet<Page<SegmentItem>>(segmentsPath, { query: { limit: 50 }, every: 15_000 });
  const running = (data?.items ?? []).filter((segment) => segment.backfill.done < segment.backfill.total);
  if (collapsed || running.length === 0) return null;
  return (
    <section className={classes.jobs} aria-label={t('shell.jobs')}>
      {running.slice(0, 3).map((segment) => {
        const { done, total } = segment.backfill;
        const { name } = segment;
        return (
          <Link key={segment.key} to={`/segments/${segment.key}`} className={classes.job}>
            <span>{t('shell.jobSegment', { name, share: format.percent(done / Math.max(1, total)) })}</span>
            <Progress
              value={(100 * done) / Math.max(1, total)}
              size={4}
              aria-label={t('shell.jobSegment', { name, share: format.percent(done / Math.max(1, total)) })}
            />
          </Link>
        );
      })}
    </section>
  );
}
