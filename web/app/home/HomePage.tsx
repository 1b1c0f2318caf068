import { useTranslation } from 'react-i18next';

import { useDemo } from '../../api/demo.js';
import type { Home } from '../../api/home.js';
import { useGet } from '../../api/query.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { PageBody } from '../../ui/PageBody.js';
import { PageHeader } from '../../ui/PageHeader.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { DemoCard } from './DemoCard.js';
import { FirstSteps } from './FirstSteps.js';
import classes from './Home.module.css';
import { LiveJourneys } from './LiveJourneys.js';
import { NeedsYou } from './NeedsYou.js';
import { Numbers } from './Numbers.js';

/** The first day: five steps, ticked by real data. After it: what needs somebody, four numbers, the live journeys. */
export function HomePage() {
  const { t } = useTranslation('app');
  // Every second while the first event is awaited: it flips under the reader's eyes.
  const { data, error, isPending, refetch, dataUpdatedAt } = useGet<Home>('/api/home', { every: 1_000 });
  return (
    <>
      <PageHeader title={t('home.title')} />
      <PageBody narrow>
        {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {isPending ? <BlockSkeleton lines={8} /> : data !== undefined && <Day home={data} lookedAt={dataUpdatedAt} />}
      </PageBody>
    </>
  );
}

function Day({ home, lookedAt }: { home: Home; lookedAt: number }) {
  const done = Object.values(home.steps).every(Boolean);
  const demo = useDemo();
  // Offered on the first day; there while there is something to remove or to say.
  const card = demo !== undefined && (demo.present || demo.job?.state === 'running' || (!done && demo.canFill)) && <DemoCard demo={demo} />;
  return (
    <div className={classes.day}>
      {(done || home.needsYou.length > 0) && <NeedsYou items={home.needsYou} />}
      {!done && (
        <div className={classes.beside}>
          <FirstSteps steps={home.steps} lookedAt={lookedAt} />
          {card}
        </div>
      )}
      {home.steps.eventReceived && <Numbers numbers={home.numbers} />}
      {(done || home.liveJourneys.length > 0) && <LiveJourneys journeys={home.liveJourneys} />}
      {done && card}
    </div>
  );
}
