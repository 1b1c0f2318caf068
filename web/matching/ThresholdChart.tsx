import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import type { CurvePoint } from '../api/matching.js';
import { useFormat } from '../app/i18n/format.js';
import { linePath, logScale, stepPath } from './curve-paths.js';
import classes from './Matching.module.css';
import { useMatchWords } from './words.js';

const size = { width: 720, height: 120, gap: 8 };
const ticks = [-10, 0, 10, 20, 30, 40];

interface ThresholdChartProps {
  curve: readonly CurvePoint[];
  review: number;
  autoMerge: number | null;
  keptFrom: number;
}

/** Two charts over one axis of weights: how many pairs lie at or above each, and how good it would be to call them one person. */
export function ThresholdChart({ curve, review, autoMerge, keptFrom }: ThresholdChartProps) {
  const { t } = useTranslation('matching');
  const id = useId();
  const [from, to] = [curve[0]?.weight ?? 0, curve.at(-1)?.weight ?? 1];
  const x = (weight: number): number => ((weight - from) / (to - from)) * size.width;
  const lines = [{ weight: review, name: t('thresholds.review') }, ...(autoMerge === null ? [] : [{ weight: autoMerge, name: t('thresholds.auto') }])];
  const most = Math.max(1, curve[0]?.pairs ?? 1);
  const counts = logScale(most, size.height);
  const quality = (of: 'precision' | 'recall') =>
    curve.flatMap((point) => (point[of] === null ? [] : [{ x: x(point.weight), y: size.height * (1 - point[of]) }]));
  const format = useFormat();
  return (
    <figure className={classes.chart}>
      <figcaption id={id}>{t('chart.summary')}</figcaption>
      <p className={classes.chartTitle}>{t('chart.pairs')}</p>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" role="img" aria-label={t('chart.pairsOver', { most: format.number(most) })}>
        {keptFrom > from && <rect className={classes.unkept} width={x(keptFrom)} height={size.height} />}
        <path
          className={classes.area}
          d={stepPath(
            curve.map(({ weight, pairs }) => ({ x: x(weight), y: counts(pairs) })),
            size,
          )}
        />
        <Lines lines={lines} x={x} />
      </svg>
      <p className={classes.chartTitle}>
        <span data-series="1">{t('chart.precision')}</span> <span data-series="2">{t('chart.recall')}</span>
      </p>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" role="img" aria-label={t('chart.qualityOver')}>
        <path className={classes.curve} data-series="1" d={linePath(quality('precision'))} />
        <path className={classes.curve} data-series="2" d={linePath(quality('recall'))} />
        <Lines lines={lines} x={x} />
      </svg>
      <div className={classes.axis} aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${(100 * x(tick)) / size.width}%` }}>
            {format.number(tick)}
          </span>
        ))}
      </div>
      <AsTable curve={curve} />
    </figure>
  );
}

function Lines({ lines, x }: { lines: { weight: number; name: string }[]; x: (weight: number) => number }) {
  return lines.map(({ weight, name }) => (
    <line key={name} className={classes.mark} x1={x(weight)} x2={x(weight)} y1={0} y2={size.height}>
      <title>{name}</title>
    </line>
  ));
}

function AsTable({ curve }: { curve: readonly CurvePoint[] }) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const format = useFormat();
  const share = (value: number | null): string => (value === null ? '–' : format.percent(value));
  return (
    <details>
      <summary>{t('chart.asTable')}</summary>
      <table className={classes.learned}>
        <thead>
          <tr>
            <th scope="col">{t('head.weight')}</th>
            {(['pairs', 'precision', 'recall'] as const).map((name) => (
              <th key={name} scope="col" data-numeric="">
                {t(`chart.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {curve
            .filter(({ weight }) => weight % 2 === 0)
            .map((point) => (
              <tr key={point.weight}>
                <th scope="row">{words.weight(point.weight)}</th>
                <td data-numeric="">{format.number(point.pairs)}</td>
                <td data-numeric="">{share(point.precision)}</td>
                <td data-numeric="">{share(point.recall)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
