import { Button, MultiSelect, Radio, Select } from '@mantine/core';
import { IconChartDots } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ApiError, call, type Page } from '../api/client.js';
import { type ClusterDimension, type ClusterRequest, type Clusters, findClustersPath } from '../api/clusters.js';
import { useGet } from '../api/query.js';
import { type ComputedTrait, computedPath, type Trait, type Traits, traitsPath } from '../api/traits.js';
import { SegmentTabs } from '../segments/SegmentTabs.js';
import { Card } from '../ui/Card.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ErrorState } from '../ui/ErrorState.js';
import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import classes from './Clusters.module.css';
import { FoundClusters } from './FoundClusters.js';

const mostDimensions = 8;
const counts = [2, 3, 4, 5, 6, 7, 8];

/** Groups that there are among people by some of their numbers: found, looked at, named, and saved as segments that new people join. */
export function ClustersPage() {
  const { t } = useTranslation('clusters');
  const catalogue = useGet<Traits>(traitsPath, { query: { limit: 200 } });
  const computed = useGet<Page<ComputedTrait>>(computedPath).data?.items ?? [];
  const numbers = [
    ...computed.filter(({ source }) => isComputedNumber(source)).map(({ name, label }) => ({ value: `computed/${name}`, label })),
    ...(catalogue.data?.items ?? []).filter(isNumber).map(({ name, label }) => ({ value: `trait/${name}`, label: label ?? name })),
  ];
  const [chosen, setChosen] = useState<string[]>([]);
  const [missing, setMissing] = useState<NonNullable<ClusterRequest['missing']>>('none');
  const [k, setK] = useState('');
  const search = useMutation<Clusters, ApiError, ClusterRequest>({ mutationFn: async (body) => await call<Clusters>('POST', findClustersPath, { body }) });
  const labelOf = new Map(numbers.map(({ value, label }) => [value, label]));
  const asked = search.variables;
  const find = (): void => search.mutate({ dimensions: chosen.map(dimensionOf), missing, ...(k !== '' && { k: Number(k) }) });
  return (
    <>
      <PageHeader title={t('title')}>
        <SegmentTabs tab="clusters" />
      </PageHeader>
      <PageBody>
        <Card title={t('byWhat')}>
          <div className={classes.ask}>
            <MultiSelect
              label={t('numbers')}
              description={t('numbersHow')}
              placeholder={chosen.length === 0 ? t('choose') : ''}
              data={numbers}
              value={chosen}
              onChange={setChosen}
              maxValues={mostDimensions}
              searchable
              nothingFoundMessage={t('noNumbers')}
            />
            <Select
              label={t('howMany')}
              description={t('howManyHow')}
              data={[{ value: '', label: t('best') }, ...counts.map((count) => ({ value: String(count), label: String(count) }))]}
              value={k}
              onChange={(value) => setK(value ?? '')}
              allowDeselect={false}
            />
            <Radio.Group label={t('missing')} value={missing} onChange={(value) => setMissing(value as 'none' | 'zero')}>
              <div className={classes.radios}>
                <Radio value="none" label={t('leaveOut')} />
                <Radio value="zero" label={t('asZero')} />
              </div>
            </Radio.Group>
          </div>
          <Button className={classes.find ?? ''} loading={search.isPending} disabled={chosen.length === 0} onClick={find}>
            {t('find')}
          </Button>
        </Card>
        {search.isPending && <BlockSkeleton lines={10} />}
        {search.error !== null && <ErrorState error={search.error} onRetry={find} />}
        {search.data !== undefined && asked !== undefined && !search.isPending && (
          <FoundClusters
            key={search.submittedAt}
            found={search.data}
            labels={asked.dimensions.map((dimension) => labelOf.get(`${dimension.kind}/${dimension.name}`) ?? dimension.name)}
            missing={asked.missing ?? 'none'}
          />
        )}
        {search.isIdle && (
          <EmptyState icon={IconChartDots} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        )}
      </PageBody>
    </>
  );
}

/** What can be compared as a number, and is nobody's secret. */
function isNumber({ kind, types, personalClass }: Trait): boolean {
  return kind === 'trait' && types.includes('number') && personalClass.value === 'none';
}

const numericMeasures: ReadonlySet<string> = new Set(['count', 'sum', 'average', 'min', 'max', 'unique', 'daysSince']);

function isComputedNumber(source: ComputedTrait['source']): boolean {
  return source.type === 'score' || (source.type === 'measure' && numericMeasures.has(source.measure.measure));
}

function dimensionOf(value: string): ClusterDimension {
  const at = value.indexOf('/');
  return { kind: value.slice(0, at) as ClusterDimension['kind'], name: value.slice(at + 1) };
}
