import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Profile } from '../api/profiles.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { CopyButton } from '../ui/CopyButton.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { JsonValue } from './JsonValue.js';
import classes from './Profile.module.css';

/** What is known of a person: identities, traits with source and time, segments. */
export function ProfileFacts({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  return (
    <div className={classes.facts}>
      <Card title={t('identities')}>
        <ul className={classes.list}>
          {profile.identities.map((identity) => (
            <li key={`${identity.type}:${identity.value}`}>
              <div className={classes.fact}>
                <strong className={classes.identity}>{identity.value}</strong>
                <CopyButton text={identity.value} label={t('copyIdentity', { type: t(`identityType.${identity.type}`) })} />
              </div>
              <div className={classes.dim}>{t('identitySince', { type: t(`identityType.${identity.type}`), date: format.date(identity.since) })}</div>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('traits')}>
        {profile.traits.length === 0 ? (
          <p className={classes.none}>{t('noTraits')}</p>
        ) : (
          <ul className={classes.list}>
            {profile.traits.map((trait) => (
              <li key={trait.name}>
                <div className={classes.fact}>
                  <span>{trait.name}</span>
                  <span className={classes.value}>
                    <JsonValue value={trait.value} />
                  </span>
                </div>
                <Tooltip label={format.dateTimeExact(trait.at)}>
                  <span className={classes.dim}>{t('traitFrom', { source: trait.source, date: format.dateTime(trait.at) })}</span>
                </Tooltip>
              </li>
            ))}
          </ul>
        )}
      </Card>
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
      </Card>
    </div>
  );
}
