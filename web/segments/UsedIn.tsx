import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { SegmentItem } from '../api/segments.js';
import { Card } from '../ui/Card.js';
import classes from './Segments.module.css';

type Use = SegmentItem['usedBy'][number];

export function hrefOfUse({ kind, key }: Pick<Use, 'kind' | 'key'>): string {
  return `/${kind === 'tag' ? 'traits/tags' : `${kind}s`}/${encodeURIComponent(key)}`;
}

/** Who asks for a segment: what a change of it changes too. */
export function UsedIn({ segment: { usedBy } }: { segment: SegmentItem }) {
  const { t } = useTranslation('segments');
  return (
    <Card title={t('usedIn.title')}>
      {usedBy.length === 0 ? (
        <p className={classes.dim}>{t('usedIn.nowhere')}</p>
      ) : (
        <ul className={classes.people}>
          {usedBy.map((use) => (
            <li key={`${use.kind}/${use.key}`}>
              <Link to={hrefOfUse(use)}>
                <span>{use.name}</span>
                <span className={classes.dim}>{t(`usedIn.${use.kind}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
