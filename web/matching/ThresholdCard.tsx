import { Slider, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { CurvePoint } from '../api/matching.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import classes from './Matching.module.css';
import type { SettingsPart } from './settings-part.js';
import { ThresholdChart } from './ThresholdChart.js';
import { probabilityOf, useMatchWords } from './words.js';

/** Lines are drawn between them, half a weight apart. */
const [lowest, highest, step] = [-10, 40, 0.5];

/** Where reviewing begins, and merging without asking; how many pairs lie to each side. */
export function ThresholdCard({ draft, change, errorAt, run }: SettingsPart) {
  const { t } = useTranslation('matching');
  const { review, autoMerge } = draft.thresholds;
  const curve = run?.curve?.filter(({ weight }) => weight >= lowest && weight <= highest) ?? [];
  const set = (part: Partial<typeof draft.thresholds>): void => change({ thresholds: { ...draft.thresholds, ...part } });
  const error = errorAt('thresholds.autoMerge') ?? errorAt('thresholds.review');
  return (
    <Card title={t('thresholds.title')}>
      <p className={classes.intro}>{t('thresholds.intro')}</p>
      {curve.length > 0 && <ThresholdChart curve={curve} review={review} autoMerge={autoMerge} keptFrom={run?.learned?.keptFrom ?? lowest} />}
      <Line
        label={t('thresholds.review')}
        value={review}
        curve={curve}
        onChange={(value) => set({ review: value, ...(autoMerge !== null && autoMerge < value && { autoMerge: value }) })}
      />
      {run?.learned && review < run.learned.keptFrom && <p className={classes.warn}>{t('thresholds.belowKept')}</p>}
      <Switch
        mt="md"
        label={t('thresholds.autoSwitch')}
        description={t('thresholds.autoText')}
        checked={autoMerge !== null}
        onChange={(event) => set({ autoMerge: event.currentTarget.checked ? Math.max(review, 20) : null })}
      />
      {autoMerge !== null && (
        <Line label={t('thresholds.auto')} value={autoMerge} curve={curve} onChange={(value) => set({ autoMerge: Math.max(value, review) })} />
      )}
      {error !== undefined && (
        <p className={classes.warn} role="alert">
          {error}
        </p>
      )}
    </Card>
  );
}

interface LineProps {
  label: string;
  value: number;
  curve: readonly CurvePoint[];
  onChange: (value: number) => void;
}

/** One threshold, and in words what it does. */
function Line({ label, value, curve, onChange }: LineProps) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const format = useFormat();
  const at = curve.find(({ weight }) => weight >= value);
  const all = curve[0]?.pairs ?? 0;
  const spoken = t('thresholds.at', { weight: words.weight(value), chance: words.chance(probabilityOf(value)) });
  return (
    <div className={classes.line}>
      <span className={classes.lineLabel}>
        <strong>{label}</strong> {spoken}
      </span>
      <Slider
        min={lowest}
        max={highest}
        step={step}
        value={value}
        label={null}
        thumbLabel={label}
        thumbProps={{ 'aria-valuetext': spoken }}
        onChange={onChange}
      />
      {at && (
        <p className={classes.sides2}>
          <span>{t('thresholds.below', { count: all - at.pairs, n: format.number(all - at.pairs) })}</span>
          <span>
            {t('thresholds.above', { count: at.pairs, n: format.number(at.pairs) })}
            {at.precision !== null &&
              at.recall !== null &&
              ` ${t('thresholds.quality', { precision: format.percent(at.precision), recall: format.percent(at.recall) })}`}
          </span>
        </p>
      )}
    </div>
  );
}
