import { useTranslation } from 'react-i18next';

import type { Distribution as Values } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { Bars } from '../ui/Bars.js';
import classes from './Computed.module.css';

/** How values lie over people. */
export function Distribution({ values, label }: { values: Values; label: string }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const { people, withValue, kind, summary, buckets } = values;
  const number = (value: number) => (kind === 'date' ? format.date(value) : format.number(Number(value.toPrecision(6))));
  const named = ({ label: text, from, to }: Values['buckets'][number]) => {
    if (text !== null) return kind === 'boolean' ? t(`truth.${text === 'true'}`) : text;
    return from === to ? number(from ?? 0) : t('range', { from: number(from ?? 0), to: number(to ?? 0) });
  };
  return (
    <div className={classes.distribution}>
      <p className={classes.dim}>{t('withValue', { n: format.number(withValue), people: format.number(people) })}</p>
      {summary !== null && (
        <p className={classes.dim}>
          {t('summary', {
            least: number(summary.least),
            median: number(summary.median),
            average: number(summary.average),
            greatest: number(summary.greatest),
          })}
        </p>
      )}
      {buckets.length > 0 && (
        <Bars
          label={label}
          heads={[t('value'), t('people')]}
          bars={buckets.map((bucket) => ({ key: `${bucket.label ?? ''}/${bucket.from}/${bucket.to}`, name: named(bucket), count: bucket.count }))}
        />
      )}
    </div>
  );
}
