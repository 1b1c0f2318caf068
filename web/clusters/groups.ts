import { useTranslation } from 'react-i18next';

import type { Cluster, Clusters } from '../api/clusters.js';
import { useFormat } from '../app/i18n/format.js';

const seriesColors = 8;

export function colorOf(place: number): string {
  return `var(--cairn-series-${(place % seriesColors) + 1})`;
}

/** What groups are called until somebody names them, by what sets each apart: "High orders, low days since". */
export function useSuggestedNames(): (found: Clusters, labels: readonly string[]) => string[] {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const nameOf = ({ apart }: Cluster, labels: readonly string[]): string => {
    if (apart.length === 0) return t('average');
    const parts = apart.slice(0, 2).map(({ dimension, by }) => t(by > 0 ? 'high' : 'low', { name: labels[dimension] ?? '' }));
    const whole = format.list(parts, 'conjunction');
    return whole.charAt(0).toLocaleUpperCase() + whole.slice(1);
  };
  return (found, labels) => {
    const names = found.clusters.map((cluster) => nameOf(cluster, labels));
    // Two that would be called the same are numbered.
    return names.map((name, at) =>
      names.indexOf(name) === at && names.lastIndexOf(name) === at
        ? name
        : t('numbered', { name, n: names.slice(0, at + 1).filter((other) => other === name).length }),
    );
  };
}

/** "0.62: clear". */
export function useClearness(): (silhouette: number) => string {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  // The customary reading (Kaufman and Rousseeuw, Finding Groups in Data, 1990).
  return (silhouette) =>
    t('clearness', {
      value: format.number(Math.round(silhouette * 100) / 100),
      said: t(silhouette > 0.7 ? 'strong' : silhouette > 0.5 ? 'reasonable' : silhouette > 0.25 ? 'weak' : 'hardly'),
    });
}
