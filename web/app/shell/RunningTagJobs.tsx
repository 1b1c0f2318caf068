import { ActionIcon, Progress } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { TagJob } from '../../api/tags.js';
import { CancelTagJob } from '../../jobs/CancelTagJob.js';
import { useFormat } from '../i18n/format.js';
import classes from './RunningJobs.module.css';

/** Tags that are turned for many just now: how far each is, and the way to stop it. */
export function RunningTagJobs({ jobs }: { jobs: readonly TagJob[] }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const [stopping, setStopping] = useState<TagJob | null>(null);
  return (
    <>
      {jobs.map((job) => {
        const share = job.total === 0 ? 0 : Math.min(1, job.done / job.total);
        const words = { tag: job.tagName, done: format.number(job.done), total: format.number(job.total) };
        const text = t(`shell.jobTag.${job.action}`, words);
        return (
          <div key={job.id} className={classes.withAction}>
            <Link to="/jobs" className={classes.job}>
              <span>{text}</span>
              <Progress value={100 * share} size={4} aria-label={text} />
            </Link>
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('shell.jobCancel', { tag: job.tagName })} onClick={() => setStopping(job)}>
              <IconX size={16} stroke={1.5} />
            </ActionIcon>
          </div>
        );
      })}
      {stopping !== null && <CancelTagJob job={stopping} opened onClose={() => setStopping(null)} />}
    </>
  );
}
