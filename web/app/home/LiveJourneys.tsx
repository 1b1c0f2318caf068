import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../api/home.js';
import { Card } from '../../ui/Card.js';
import { StatusBadge } from '../../ui/StatusBadge.js';
import { useFormat } from '../i18n/format.js';
import classes from './Home.module.css';

export function LiveJourneys({ journeys }: { journeys: Home['liveJourneys'] }) {
  const { t } = useTranslation('app');
  const format = useFormat();
  return (
    <Card title={t('home.liveJourneys')}>
      {journeys.length === 0 ? (
        <p className={classes.calm}>{t('home.noLiveJourneys')}</p>
      ) : (
        <ul className={`${classes.rows} ${classes.aligned}`}>
          {journeys.map((journey) => (
            <li key={journey.key}>
              <StatusBadge tone={journey.state === 'live' ? 'success' : 'warning'} icon={journey.state === 'live' ? IconPlayerPlay : IconPlayerPause}>
                {t(`home.state.${journey.state}`)}
              </StatusBadge>
              <Link to={`/journeys/${encodeURIComponent(journey.key)}`}>{journey.name}</Link>
              <span className={classes.dim}>{t('home.active', { count: journey.active, n: format.number(journey.active) })}</span>
              <span className={classes.dim}>{t('home.enteredEver', { count: journey.entered, n: format.number(journey.entered) })}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
