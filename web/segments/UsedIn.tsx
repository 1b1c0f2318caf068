import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Card } from '../ui/Card.js';
import { hrefOfUse, type Use } from '../ui/uses.js';
import classes from './Segments.module.css';

interface UsedInProps {
  usedBy: readonly (Use & { kind: Exclude<Use['kind'], 'computedTrait'> })[];
  /** Said where nothing does. */
  nowhere: string;
  /** What a change means for them. */
  note?: ReactNode;
}

/** Who asks for it: what a change of it changes too. */
export function UsedIn({ usedBy, nowhere, note }: UsedInProps) {
  const { t } = useTranslation('segments');
  return (
    <Card title={t('usedIn.title')}>
      {usedBy.length === 0 ? (
        <p className={classes.dim}>{nowhere}</p>
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
      {usedBy.length > 0 && note !== undefined && <p className={classes.dim}>{note}</p>}
    </Card>
  );
}
