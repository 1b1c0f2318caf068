import { Button, Select, TextInput } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Cluster, ClusterRequest, Clusters } from '../api/clusters.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import classes from './Clusters.module.css';
import { sourceOf } from './cluster-source.js';
import { colorOf, useClearness, useSuggestedNames } from './groups.js';
import { Silhouettes } from './Silhouettes.js';
import { useSaveClusters } from './useSaveClusters.js';

const Scatter = lazy(async () => ({ default: (await import('./Scatter.js')).Scatter }));

interface FoundProps {
  found: Clusters;
  /** Of the dimensions, as people call them. */
  labels: readonly string[];
  missing: NonNullable<ClusterRequest['missing']>;
}

/** The groups: how clear they are, where they lie, what sets each apart, who is in them; named here and saved. */
export function FoundClusters({ found, labels, missing }: FoundProps) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const clearness = useClearness();
  const suggested = useSuggestedNames()(found, labels);
  const [names, setNames] = useState<string[]>(suggested);
  const [label, setLabel] = useState('');
  const [source] = useState(() => sourceOf(found, missing));
  const { busy, failure, save } = useSaveClusters();
  const chosen = found.candidates.find(({ k }) => k === found.k);
  const unnamed = names.some((name) => name.trim() === '') || label.trim() === '';
  return (
    <>
      <p className={classes.summary} role="status">
        {t('summary', {
          count: found.k,
          n: format.number(found.k),
          people: format.number(found.asked - found.leftOut),
          clearness: clearness(chosen?.silhouette ?? 0),
        })}
        {found.leftOut > 0 && ` ${t('leftOutNote', { count: found.leftOut, n: format.number(found.leftOut) })}`}
      </p>
      <div className={classes.charts}>
        <Places
          found={{ ...found, dimensions: found.dimensions.map((dimension, at) => ({ ...dimension, name: labels[at] ?? dimension.name })) }}
          names={names}
        />
        <Silhouettes candidates={found.candidates} chosen={found.k} />
      </div>
      <ul className={classes.groups} aria-label={t('groups')}>
        {found.clusters.map((cluster, place) => (
          <Group
            key={cluster.value}
            cluster={cluster}
            place={place}
            found={found}
            labels={labels}
            name={names[place] ?? ''}
            onName={(name) => setNames(names.with(place, name))}
          />
        ))}
      </ul>
      <Card title={t('saveTitle')}>
        <p className={classes.dim}>{t('saveHow')}</p>
        {failure !== null && <ErrorState error={failure} />}
        <div className={classes.save}>
          <TextInput
            label={t('traitLabel')}
            placeholder={t('traitSuch')}
            maxLength={120}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Button
            loading={busy}
            disabled={unnamed}
            onClick={() => void save({ label: label.trim(), source, names: new Map(found.clusters.map(({ value }, at) => [value, (names[at] ?? '').trim()])) })}
          >
            {t('save', { count: found.k, n: format.number(found.k) })}
          </Button>
        </div>
      </Card>
    </>
  );
}

/** Some people by two numbers of the reader's choice. */
function Places({ found, names }: { found: Clusters; names: readonly string[] }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const [x, setX] = useState(0);
  const [y, setY] = useState(found.dimensions.length > 1 ? 1 : 0);
  const data = found.dimensions.map(({ name }, at) => ({ value: String(at), label: name }));
  return (
    <Card title={t('places')}>
      <p className={classes.dim}>{t('placesNote', { n: format.number(found.points.length) })}</p>
      <div className={classes.axes}>
        <Select size="xs" label={t('along')} data={data} value={String(x)} onChange={(value) => setX(Number(value ?? 0))} allowDeselect={false} />
        <Select size="xs" label={t('up')} data={data} value={String(y)} onChange={(value) => setY(Number(value ?? 0))} allowDeselect={false} />
      </div>
      <ul className={classes.legend}>
        {names.map((name, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups are told apart by their place
          <li key={place}>
            <span className={classes.dot} style={{ background: colorOf(place) }} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
      <div className={classes.plot}>
        <Suspense fallback={<BlockSkeleton lines={8} />}>
          <Scatter found={found} x={x} y={y} names={names} />
        </Suspense>
      </div>
    </Card>
  );
}

interface GroupProps {
  cluster: Cluster;
  place: number;
  found: Clusters;
  labels: readonly string[];
  name: string;
  onName: (name: string) => void;
}

function Group({ cluster, place, found, labels, name, onName }: GroupProps) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const share =
    cluster.people /
    Math.max(
      1,
      found.clusters.reduce((sum, { people }) => sum + people, 0),
    );
  const numberOf = (value: number): string => format.number(Math.round(value * 100) / 100);
  return (
    <li className={classes.group} style={{ borderInlineStartColor: colorOf(place) }}>
      <TextInput label={t('nameOf', { n: place + 1 })} maxLength={120} value={name} onChange={(event) => onName(event.currentTarget.value)} />
      <p>
        <strong>{t('people', { count: cluster.people, n: format.number(cluster.people) })}</strong> <span className={classes.dim}>{format.percent(share)}</span>
      </p>
      <table className={classes.numbers}>
        <thead>
          <tr>
            <th scope="col">{t('number')}</th>
            <th scope="col">{t('typical')}</th>
            <th scope="col">{t('everybody')}</th>
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {labels.map((label, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a number's place is what it is known by
            <tr key={at} data-apart={cluster.apart.some(({ dimension }) => dimension === at) || undefined}>
              <th scope="row">{label}</th>
              <td>{numberOf(cluster.typical[at] ?? 0)}</td>
              <td>{numberOf(found.dimensions[at]?.median ?? 0)}</td>
              <td aria-hidden="true">
                <Difference by={cluster.center[at] ?? 0} place={place} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {cluster.sample.length > 0 && (
        <p className={classes.dim}>
          {t('such')}{' '}
          {cluster.sample.slice(0, 3).map(({ id, displayName }, at) => (
            <span key={id}>
              {at > 0 && ', '}
              <Link to={`/profiles/${encodeURIComponent(id)}`}>{displayName}</Link>
            </span>
          ))}
        </p>
      )}
    </li>
  );
}

const widest = 2.5;

/** By how many standard deviations, from the middle to either side. */
function Difference({ by, place }: { by: number; place: number }) {
  const half = (50 * Math.min(Math.abs(by), widest)) / widest;
  return (
    <span className={classes.difference}>
      <span style={{ background: colorOf(place), insetInlineStart: `${by < 0 ? 50 - half : 50}%`, inlineSize: `${half}%` }} />
    </span>
  );
}
