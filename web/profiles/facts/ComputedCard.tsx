import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Profile } from '../../api/profiles.js';
import { useFormat } from '../../app/i18n/format.js';
import { Card } from '../../ui/Card.js';
import { JsonValue } from '../JsonValue.js';
import classes from '../Profile.module.css';

/** What Cairn keeps counted for this person. */
export function ComputedCard({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  return (
    <Card title={t('computed')}>
      <ul className={classes.list}>
        {profile.computed.map(({ name, value, at }) => (
          <li key={name}>
            <div className={classes.fact}>
              <Link to={`/traits/computed/${encodeURIComponent(name)}`}>{name}</Link>
              <span className={classes.value}>
                <JsonValue value={value} />
              </span>
            </div>
            <span className={classes.dim}>{t('computedSince', { date: format.dateTime(at) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
