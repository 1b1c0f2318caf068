import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Home } from '../../api/home.js';
import { useFormat } from '../i18n/format.js';
import classes from './Home.module.css';
import { Sparkline } from './Sparkline.js';

const places = { events: '/profiles', newPeople: '/profiles', entries: '/journeys', delivered: '/deliveries?state=sent' };

/** Four numbers against the same weekday last week, each opening what it counts. */
export function Numbers({ numbers }: { numbers: Home['numbers'] }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  return (
    <section aria-label={t('home.numbers')}>
      <h2 className={classes.heading}>{t('home.numbers')}</h2>
      <div className={classes.numbers}>
        {numbers.map(({ key, value, previous, series }) => (
          <Link key={key} to={places[key]} className={classes.number}>
            <span className={classes.dim}>{t(`home.number.${key}`)}</span>
            <span className={classes.figure}>{format.number(value)}</span>
            <span className={classes.dim}>{t('home.against', { previous: format.number(previous) })}</span>
            <Sparkline
              values={series}
              label={t('home.sparkline', {
                name: t(`home.number.${key}`),
                low: format.number(Math.min(...series, 0)),
                high: format.number(Math.max(...series, 0)),
              })}
            />
          </Link>
        ))}
      </div>
    </section>
  );
}
