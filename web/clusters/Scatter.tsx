import { useTranslation } from 'react-i18next';
import { CartesianGrid, Scatter as Points, ResponsiveContainer, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';

import type { Clusters } from '../api/clusters.js';
import { useFormat } from '../app/i18n/format.js';
import { colorOf } from './groups.js';

const margin = { top: 16, right: 24, bottom: 24, left: 0 };
const axis = { stroke: 'var(--cairn-border)', tickLine: false, minTickGap: 32, tick: { fill: 'var(--mantine-color-dimmed)', fontSize: 12 } } as const;
/** Told apart by shape as well as by colour. */
const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star', 'wye'] as const;

interface ScatterProps {
  found: Clusters;
  /** Indices of the dimensions along the axes. */
  x: number;
  y: number;
  /** Names of the groups, by place. */
  names: readonly string[];
}

/** Some people by two of the numbers, each in the colour and shape of their group. What a few have very much of is drawn by powers of ten. */
export function Scatter({ found, x, y, names }: ScatterProps) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const scaleOf = (dimension: number) => (found.dimensions[dimension]?.scale === 'log' ? ('log' as const) : ('linear' as const));
  // A logarithmic axis knows no zero: it is drawn at its lower end.
  const drawn = (value: number, dimension: number): number => (scaleOf(dimension) === 'log' ? Math.max(value, 0) + 1 : value);
  const shown = (value: number, dimension: number): string => format.compact(scaleOf(dimension) === 'log' ? value - 1 : value);
  const axisOf = (dimension: number) => ({
    ...axis,
    type: 'number' as const,
    scale: scaleOf(dimension),
    domain: ['auto', 'auto'] as ['auto', 'auto'],
    tickFormatter: (value: number) => shown(value, dimension),
    ...(scaleOf(dimension) === 'log' && { ticks: decades(Math.max(...found.points.map(({ at }) => at[dimension] ?? 0))).map((value) => value + 1) }),
  });
  return (
    <ResponsiveContainer>
      <ScatterChart margin={margin} accessibilityLayer>
        <CartesianGrid stroke="var(--cairn-border)" />
        <XAxis
          dataKey="x"
          name={found.dimensions[x]?.name ?? ''}
          {...axisOf(x)}
          label={{ value: found.dimensions[x]?.name ?? '', position: 'insideBottom', offset: -12 }}
        />
        <YAxis
          dataKey="y"
          name={found.dimensions[y]?.name ?? ''}
          width={64}
          {...axisOf(y)}
          label={{ value: found.dimensions[y]?.name ?? '', angle: -90, position: 'insideLeft' }}
        />
        <Tooltip
          contentStyle={{ background: 'var(--cairn-popover)', borderColor: 'var(--cairn-border)' }}
          isAnimationActive={false}
          formatter={(value, name) => [shown(Number(value), name === found.dimensions[x]?.name ? x : y), String(name)]}
        />
        {names.map((name, place) => (
          <Points
            // biome-ignore lint/suspicious/noArrayIndexKey: groups are told apart by their place
            key={place}
            name={t('groupNamed', { name })}
            data={found.points.flatMap(({ cluster, at }) => (cluster === place ? [{ x: drawn(at[x] ?? 0, x), y: drawn(at[y] ?? 0, y) }] : []))}
            fill={colorOf(place)}
            shape={shapes[place % shapes.length] as 'circle'}
            isAnimationActive={false}
          />
        ))}
      </ScatterChart>
    </ResponsiveContainer>
  );
}

/** 0, and by powers of ten what is below the most: 0, 1, 10, 100 …; of little 0, 1, 2, 5, 10, 20 …. */
function decades(most: number): number[] {
  const steps = most > 1_000 ? [1] : [1, 2, 5];
  const ticks = [0];
  for (let power = 1; power <= most; power *= 10) for (const step of steps) if (step * power <= most) ticks.push(step * power);
  return ticks;
}
