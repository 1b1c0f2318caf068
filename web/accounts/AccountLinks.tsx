import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Profile } from '../api/profiles.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import classes from './Accounts.module.css';

/** The accounts that a person belongs to, each a link. */
export function AccountLinks({ accounts }: Pick<Profile, 'accounts'>) {
  const { t } = useTranslation('accounts');
  if (accounts.length === 0) return <p className={classes.none}>{t('inNone')}</p>;
  return (
    <ul className={classes.list}>
      {accounts.map(({ id, name, since }) => (
        <li key={id} className={classes.fact}>
          <Link to={`/profiles/accounts/${encodeURIComponent(id)}`}>{name}</Link>
          <span className={classes.dim}>
            <RelativeTime at={since} />
          </span>
        </li>
      ))}
    </ul>
  );
}
