import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import type { SegmentHistory, SegmentItem } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import { ChartCard } from '../../ui/ChartCard.js';
import { DataTable } from '../../ui/DataTable.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { useUrlState } from '../../ui/useUrlState.js';
import classes from './Growth.module.css';

const SizeChart = lazy(async () => ({ default: (await import('./GrowthCharts.js')).SizeChart }));
const ChangesChart = lazy(async () => ({ default: (await import('./GrowthCharts.js')).ChangesChart }));

type Day = SegmentHistory['days'][number];
const ranges = ['30', '90', '365'];

/** How a segment grew, and who entered and left, day by day. */
export function GrowthTab({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const [days, setDays] = useUrlState('days', '30');
  const asked = ranges.includes(days) ? days : '30';
  const { data, error, refetch } = useGet<SegmentHistory>(path`/api/segments/${segment.key}/history`, { query: { days: asked }, every: 60_000 });
  return (
    <>
      <div className={classes.head}>
        <SegmentedControl
          aria-label={t('growth.range')}
          value={asked}
          onChange={setDays}
          data={ranges.map((range) => ({ value: range, label: t('growth.days', { count: Number(range) }) }))}
        />
        <ul className={classes.legend}>
          <li>{t('growth.entered')}</li>
          <li>{t('growth.left')}</li>
        </ul>
      </div>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <BlockSkeleton lines={12} /> : <Charts history={data} />}
    </>
  );
}

function Charts({ history: { days, timezone, at } }: { history: SegmentHistory }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const sum = (of: 'entered' | 'left') => days.reduce((total, day) => total + day[of], 0);
  const [entered, left] = [sum('entered'), sum('left')];
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  const before = first.size - first.entered + first.left;
  const note = t('growth.note', { zone: timezone, time: format.time(at) });
  const loading = <BlockSkeleton lines={8} />;
  return (
    <>
      <ChartCard
        title={t('growth.sizeTitle')}
        summary={t('growth.sizeSummary', { before: format.number(before), now: format.number(last.size) })}
        note={note}
        chart={
          <Suspense fallback={loading}>
            <SizeChart days={days} />
          </Suspense>
        }
        table={<DayTable days={days} />}
      />
      <ChartCard
        title={t('growth.changesTitle')}
        summary={t('growth.changesSummary', { entered: format.number(entered), left: format.number(left) })}
        note={t('growth.changesNote')}
        chart={
          <Suspense fallback={loading}>
            <ChangesChart days={days} />
          </Suspense>
        }
        table={<DayTable days={days} />}
      />
    </>
  );
}

function DayTable({ days }: { days: Day[] }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const name = new Intl.DateTimeFormat(format.tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const last = days.at(-1)?.day;
  const nameOf = (day: string): string => {
    const written = name.format(new Date(`${day}T00:00:00Z`));
    return day === last ? t('growth.today', { day: written }) : written;
  };
  return (
    <DataTable
      label={t('growth.table')}
      rows={days.toReversed()}
      rowKey={({ day }) => day}
      columns={[
        { key: 'day', header: t('growth.day'), cell: ({ day }) => nameOf(day) },
        { key: 'entered', header: t('growth.entered'), numeric: true, cell: ({ entered }) => format.number(entered) },
        { key: 'left', header: t('growth.left'), numeric: true, cell: ({ left }) => format.number(left) },
        { key: 'size', header: t('growth.size'), numeric: true, cell: ({ size }) => format.number(size) },
      ]}
    />
  );
}
