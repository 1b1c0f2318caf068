import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { RuleConflict, RuleItem } from '../api/rules.js';
import { type TagItem, tagsPath } from '../api/tags.js';
import states from '../ui/States.module.css';
import classes from './Rules.module.css';

/** Rules that want different things of one tag or trait, and which of them has the last word. */
export function Conflicts({ conflicts, rules }: { conflicts: readonly RuleConflict[]; rules: readonly Pick<RuleItem, 'key' | 'name'>[] }) {
  const { t } = useTranslation('rules');
  const tags = useGet<Page<TagItem>>(tagsPath, { query: { limit: 200 } }).data?.items;
  const names = new Map(rules.map(({ key, name }) => [key, name]));
  const whatOf = ({ kind, of }: RuleConflict): string =>
    t(kind === 'tag' ? 'conflict.tag' : 'conflict.trait', { name: kind === 'tag' ? (tags?.find(({ key }) => key === of)?.name ?? of) : of });
  return (
    <div className={states.notice} role="status">
      <IconAlertTriangle size={20} stroke={1.5} aria-hidden="true" />
      <div className={states.errorBody}>
        <p className={states.errorTitle}>{t('conflict.title', { count: conflicts.length })}</p>
        <ul className={classes.conflicts}>
          {conflicts.map((conflict) => (
            <li key={`${conflict.kind}:${conflict.of}`}>
              <span>{whatOf(conflict)}: </span>
              {conflict.rules.map((key, at) => (
                <span key={key}>
                  {at > 0 && ' → '}
                  <Link to={`/rules/${encodeURIComponent(key)}`}>{names.get(key) ?? key}</Link>
                </span>
              ))}
              <span className={classes.dim}> {t('conflict.last', { name: names.get(conflict.rules.at(-1) ?? '') ?? '' })}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
