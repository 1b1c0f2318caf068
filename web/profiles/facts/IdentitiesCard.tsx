import { useTranslation } from 'react-i18next';

import type { Profile } from '../../api/profiles.js';
import { useFormat } from '../../app/i18n/format.js';
import { Card } from '../../ui/Card.js';
import { CopyButton } from '../../ui/CopyButton.js';
import classes from '../Profile.module.css';

/** Every identity, the strongest first, and how it came. */
export function IdentitiesCard({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  return (
    <Card title={t('identities')}>
      <ul className={classes.list}>
        {profile.identities.map(({ type, value, since, by }) => (
          <li key={`${type}:${value}`}>
            <div className={classes.fact}>
              <strong className={classes.identity}>{value}</strong>
              <CopyButton text={value} label={t('copyIdentity', { type: t(`identityType.${type}`) })} />
            </div>
            <div className={classes.dim}>
              {by === null
                ? t('identitySince', { type: t(`identityType.${type}`), date: format.date(since) })
                : t('identityBy', { type: t(`identityType.${type}`), date: format.date(since), event: by.name, source: by.source })}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
