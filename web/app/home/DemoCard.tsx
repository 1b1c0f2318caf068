import { Button, Progress } from '@mantine/core';
import { IconBuildingStore, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call } from '../../api/client.js';
import { type Demo, type DemoJob, demoPath, demoShare } from '../../api/demo.js';
import { Card } from '../../ui/Card.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { useFormat } from '../i18n/format.js';
import classes from './Home.module.css';
import { RemoveDemoDialog } from './RemoveDemoDialog.js';

/** The demo shop: to fill while there is none, how far it is, to remove when it is there. */
export function DemoCard({ demo }: { demo: Demo }) {
  const { t } = useTranslation('app');
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const { present, canFill, publishes, job } = demo;
  const start = async (kind: DemoJob['kind']): Promise<void> => {
    setError(null);
    setAsking(true);
    try {
      await call('POST', `${demoPath}/${kind}`);
    } finally {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: [demoPath] });
    }
  };
  const fill = (): void => void start('fill').catch(setError);
  const isFilled = present && !(job?.kind === 'fill' && job.state !== 'completed');
  return (
    <Card title={t('demo.title')}>
      <div className={classes.demo}>
        {job?.state === 'running' ? (
          <Running job={job} />
        ) : (
          <>
            <p>{t(present ? 'demo.here' : publishes ? 'demo.offer' : 'demo.offerDrafts')}</p>
            {job?.state === 'failed' && <p role="alert">{t(`demo.failed.${job.kind}`, { reason: job.reason ?? '' })}</p>}
            {job?.state === 'completed' && job.kind === 'remove' && !present && job.stayed > 0 && <Stayed count={job.stayed} />}
            {error !== null && <ErrorState error={error} />}
            {(canFill || (present && !isFilled)) && (
              <Button
                variant={present ? 'default' : 'filled'}
                leftSection={<IconBuildingStore size={16} stroke={1.5} aria-hidden />}
                loading={asking}
                onClick={fill}
              >
                {t(present ? 'demo.fillOn' : 'demo.fill')}
              </Button>
            )}
            {present && (
              <Button ref={opener} variant="default" leftSection={<IconTrash size={16} stroke={1.5} aria-hidden />} onClick={() => setOpened(true)}>
                {t('demo.remove')}
              </Button>
            )}
          </>
        )}
      </div>
      <RemoveDemoDialog opened={opened} opener={opener} onClose={() => setOpened(false)} onConfirm={async () => await start('remove')} />
    </Card>
  );
}

function Running({ job }: { job: DemoJob }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  const share = demoShare(job);
  const title = t(`demo.running.${job.kind}`, { share: format.percent(share) });
  return (
    <>
      <p>{title}</p>
      <Progress value={100 * share} aria-label={title} />
      <p className={classes.dim}>{t(`demo.phase.${job.phase}`, { done: format.number(job.done), total: format.number(job.total) })}</p>
      <p className={classes.dim}>{t('demo.leave')}</p>
    </>
  );
}

function Stayed({ count }: { count: number }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  return <p>{t('demo.stayed', { count, n: format.number(count) })}</p>;
}
