import { IconCircleCheck, IconMailOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Profile } from '../api/profiles.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import classes from './Profile.module.css';

/** By channel: may marketing be sent, and since when not. */
export function ConsentTab({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  const { unsubscribed } = profile.consent;
  const channels = [...new Set(['email', ...Object.keys(unsubscribed)])];
  return (
    <Card title={t('tabs.consent')}>
      <ul className={classes.list}>
        {channels.map((channel) => {
          const at = unsubscribed[channel];
          return (
            <li key={channel} className={classes.fact}>
              <span>{t(`channel.${channel}`, { defaultValue: channel })}</span>
              {at === undefined ? (
                <StatusBadge tone="success" icon={IconCircleCheck}>
                  {t('consent.allowed')}
                </StatusBadge>
              ) : (
                <StatusBadge tone="warning" icon={IconMailOff}>
                  {t('consent.unsubscribed', { date: format.dateTime(at) })}
                </StatusBadge>
              )}
            </li>
          );
        })}
      </ul>
      <p className={classes.dim}>{t('consent.note')}</p>
    </Card>
  );
}
