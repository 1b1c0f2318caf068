import { useTranslation } from 'react-i18next';

import type { Distribution as Values } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import classes from './Computed.module.css';

/** How values lie over people: a table whose rows carry their bars, so that nobody needs to see them to read it. */
export function Distribution({ values, label }: { values: Values; label: string }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const { people, withValue, kind, summary, buckets } = values;
  const most = Math.max(1, ...buckets.map(({ count }) => count));
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
        <table className={classes.bars} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{t('value')}</th>
              <th scope="col">{t('people')}</th>
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket) => (
              <tr key={`${bucket.label ?? ''}/${bucket.from}/${bucket.to}`}>
                <th scope="row">{named(bucket)}</th>
                <td>{format.number(bucket.count)}</td>
                <td aria-hidden="true">
                  <span className={classes.bar} style={{ width: `${(100 * bucket.count) / most}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
