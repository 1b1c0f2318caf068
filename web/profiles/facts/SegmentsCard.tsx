import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Profile } from '../../api/profiles.js';
import { useFormat } from '../../app/i18n/format.js';
import { Card } from '../../ui/Card.js';
import { RelativeTime } from '../../ui/RelativeTime.js';
import classes from '../Profile.module.css';

/** Segments the person is in, and those left. */
export function SegmentsCard({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  return (
    <Card title={t('segments')}>
      {profile.segments.length === 0 ? (
        <p className={classes.none}>{t('noSegments')}</p>
      ) : (
        <ul className={classes.list}>
          {profile.segments.map((segment) => (
            <li key={segment.key} className={classes.fact}>
              <Link to={`/segments/${encodeURIComponent(segment.key)}`}>{segment.name}</Link>
              <span className={classes.dim}>
                <RelativeTime at={segment.since} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {profile.formerSegments.length > 0 && (
        <details className={classes.more}>
          <summary>{t('formerSegments', { count: profile.formerSegments.length })}</summary>
          <ul className={classes.list}>
            {profile.formerSegments.map(({ key, name, since, until }) => (
              <li key={key}>
                <Link to={`/segments/${encodeURIComponent(key)}`}>{name}</Link>
                <div className={classes.dim}>{format.dateRange(since, until)}</div>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}
