import { Progress } from '@mantine/core';
import { IconProgress } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page } from '../../api/client.js';
import { demoShare, useDemo } from '../../api/demo.js';
import { useGet } from '../../api/query.js';
import { type SegmentItem, segmentsPath } from '../../api/segments.js';
import { searchedShare, useMatchingRuns } from '../../matching/useMatchingRuns.js';
import { askEvery, filledShare } from '../../segments/filled-share.js';
import { useFormat } from '../i18n/format.js';
import { Hint } from './Hint.js';
import classes from './RunningJobs.module.css';
import { RunningTagJobs } from './RunningTagJobs.js';
import shell from './Shell.module.css';
import { useRunningTagJobs } from './useRunningTagJobs.js';

/** Work that runs in the background, on every page: the demo shop, segments being filled, tags turned for many, a search for duplicates. Nothing running: nothing shown. */
export function RunningJobs({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const { data } = useGet<Page<SegmentItem>>(segmentsPath, { every: (page) => askEvery(page?.items) });
  const running = (data?.items ?? []).flatMap(({ key, name, backfill }) => {
    const share = filledShare(backfill);
    return share === null ? [] : [{ key, name, share }];
  });
  const matching = useMatchingRuns().latest;
  const searches = matching?.state === 'running';
  const demo = useDemo()?.job;
  const demoText = demo?.state === 'running' ? t(`demo.running.${demo.kind}`, { share: format.percent(demoShare(demo)) }) : null;
  const tagJobs = useRunningTagJobs();
  const count = running.length + tagJobs.length + (searches ? 1 : 0) + (demoText === null ? 0 : 1);
  if (count === 0) return null;
  if (collapsed) {
    const label = t('shell.jobsRunning', { count, n: format.number(count) });
    return (
      <Hint label={label} show>
        <Link to="/jobs" className={shell.item} aria-label={label}>
          <IconProgress size={20} stroke={1.5} />
        </Link>
      </Hint>
    );
  }
  return (
    <section className={classes.jobs} aria-label={t('shell.jobs')}>
      {demo && demoText !== null && (
        <Link to="/" className={classes.job}>
          <span>{demoText}</span>
          <Progress value={100 * demoShare(demo)} size={4} aria-label={demoText} />
        </Link>
      )}
      {running.slice(0, 3).map(({ key, name, share }) => {
        const text = t('shell.jobSegment', { name, share: format.percent(share) });
        return (
          <Link key={key} to={`/segments/${key}`} className={classes.job}>
            <span>{text}</span>
            <Progress value={100 * share} size={4} aria-label={text} />
          </Link>
        );
      })}
      <RunningTagJobs jobs={tagJobs.slice(0, 3)} />
      {searches && (
        <Link to="/matching" className={classes.job}>
          <span>{t('shell.jobMatching')}</span>
          <Progress value={100 * searchedShare(matching)} size={4} aria-label={t('shell.jobMatching')} />
        </Link>
      )}
    </section>
  );
}
