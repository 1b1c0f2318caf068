import { IconLoader, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { TagItem } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { StatusBadge } from '../ui/StatusBadge.js';

/** How many have it; while a new rule is asked of everybody, how far that is. */
export function TagSize({ tag: { people, backfill } }: { tag: TagItem }) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const n = format.number(people);
  if (backfill.done >= backfill.total) {
    return (
      <StatusBadge tone="info" icon={IconUsers}>
        {t('peopleCount', { count: people, n })}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="info" icon={IconLoader}>
      {t('filling', { n, share: format.percent(Math.floor((100 * backfill.done) / backfill.total) / 100) })}
    </StatusBadge>
  );
}
