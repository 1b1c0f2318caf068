import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { path } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import type { SegmentComposition, SegmentItem } from '../../api/segments.js';
import { type Traits, traitsPath } from '../../api/traits.js';
import { useFormat } from '../../app/i18n/format.js';
import { type Bar, Bars } from '../../ui/Bars.js';
import { Card } from '../../ui/Card.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { useUrlState } from '../../ui/useUrlState.js';
import classes from './People.module.css';

/** People of most shops differ by these; the first that is known is shown first. */
const usual = ['country', 'plan', 'language', 'city', 'company'];
/** What tells one person from all others makes no chart. */
const charted: ReadonlySet<string> = new Set(['none', 'location']);

/** What a trait is among its people. */
export function CompositionTab({ segment }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  const [chosen, setChosen] = useUrlState('of');
  const catalogue = useGet<Traits>(traitsPath, { query: { limit: 200 } });
  const choices = (catalogue.data?.items ?? [])
    .filter(({ kind, personalClass }) => (kind === 'trait' && charted.has(personalClass.value)) || kind === 'computed')
    .map(({ kind, name, label }) => ({ value: `${kind}/${name}`, label: label ?? name }));
  const first = usual.map((name) => `trait/${name}`).find((value) => choices.some((choice) => choice.value === value)) ?? choices[0]?.value ?? '';
  const asked = chosen === '' ? first : chosen;
  if (catalogue.error !== null && catalogue.data === undefined) return <ErrorState error={catalogue.error} onRetry={() => void catalogue.refetch()} />;
  if (catalogue.data === undefined) return <BlockSkeleton lines={12} />;
  return (
    <Card title={t('composition.title')}>
      {asked === '' ? (
        <p className={classes.dim}>{t('composition.noTraits')}</p>
      ) : (
        <>
          <Select
            className={classes.choose ?? ''}
            label={t('composition.by')}
            data={choices}
            value={asked}
            onChange={(value) => setChosen(value ?? '')}
            searchable
            allowDeselect={false}
            nothingFoundMessage={t('composition.noSuch')}
          />
          <Composition segment={segment} asked={asked} />
        </>
      )}
    </Card>
  );
}

function Composition({ segment, asked }: { segment: SegmentItem; asked: string }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const [kind, name] = [asked.startsWith('computed/') ? 'computed' : 'trait', asked.replace(/^[a-z]+\//, '')];
  const { data, error, refetch } = useGet<SegmentComposition>(path`/api/segments/${segment.key}/composition`, { query: { kind, name }, every: 60_000 });
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <BlockSkeleton lines={8} />;
  const nameOf = (value: string | number | boolean): string => {
    if (typeof value === 'number') return format.number(value);
    return typeof value === 'boolean' ? t(value ? 'composition.yes' : 'composition.no') : value;
  };
  const bars: Bar[] = [
    ...data.values.map(({ value, people }) => ({ key: `${typeof value}/${value}`, name: nameOf(value), count: people })),
    ...data.ranges.map(({ from, to, people }) => ({
      ...{ key: `${from}/${to}`, count: people },
      name: from === to ? format.number(from) : t('composition.range', { from: format.number(from), to: format.number(to) }),
    })),
    ...(data.others > 0 ? [{ key: 'others', name: t('composition.others'), count: data.others, isRest: true }] : []),
    ...(data.absent > 0 ? [{ key: 'absent', name: t('composition.absent'), count: data.absent, isRest: true }] : []),
  ];
  const most = data.values[0];
  return (
    <>
      <p className={classes.summary}>
        {most === undefined
          ? t('composition.counted', { count: data.members, n: format.number(data.members) })
          : t('composition.mostAre', { value: nameOf(most.value), share: format.percent(Math.min(1, most.people / Math.max(1, data.members))) })}
      </p>
      <p className={classes.dim}>{t('composition.note', { time: format.time(data.at) })}</p>
      <Bars label={t('composition.title')} heads={[t('composition.value'), t('members')]} bars={bars} />
    </>
  );
}
