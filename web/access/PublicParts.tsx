import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useGet } from '../api/query.js';
import { type Traits, traitsPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import classes from './ApiKeys.module.css';

const listed = 8;

/** What a page may read by a token: as the catalogue marks it. */
export function PublicParts() {
  const { t } = useTranslation('access');
  const format = useFormat();
  const { data } = useGet<Traits>(traitsPath, { query: { public: 'true', limit: 50 } });
  if (data === undefined) return null;
  const { items, total } = data;
  return (
    <p className={classes.parts}>
      {total === 0 ? t('tokens.nothingPublic') : t('tokens.isPublic', { count: total, n: format.number(total) })}{' '}
      {items.slice(0, listed).map(({ kind, name, label }) => (
        <span key={`${kind}/${name}`}>
          <code>{label ?? name}</code>{' '}
        </span>
      ))}
      <Link to={total === 0 ? '/traits?kind=all' : '/traits?kind=all&public=true'}>{t(total === 0 ? 'tokens.mark' : 'tokens.all')}</Link>
    </p>
  );
}
