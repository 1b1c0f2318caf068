import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { SegmentOverlap } from '../../api/segments.js';
import { useFormat } from '../../app/i18n/format.js';
import { DataTable } from '../../ui/DataTable.js';
import { addressOf } from '../model/combination.js';

/** Each of the others: how many are shared, as a share of this one and of that one. */
export function SharedSegments({ segment, overlap: { others, members } }: { segment: string; overlap: SegmentOverlap }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const share = (of: number, all: number): string => (all === 0 ? '' : format.percent(Math.min(1, of / all)));
  return (
    <DataTable
      label={t('overlap.sharedTitle')}
      rows={others}
      rowKey={({ key }) => key}
      columns={[
        { key: 'name', header: t('name'), cell: ({ key, name }) => <Link to={`/segments/${encodeURIComponent(key)}?tab=overlap`}>{name}</Link> },
        {
          key: 'shared',
          header: t('overlap.shared'),
          numeric: true,
          cell: ({ key, shared }) => (
            <Link
              to={addressOf({ inside: [segment, key], outside: [] })}
              title={t('overlap.makeOf')}
              aria-label={t('overlap.makeOfThese', { count: shared, n: format.number(shared) })}
            >
              {format.number(shared)}
            </Link>
          ),
        },
        { key: 'ours', header: t('overlap.ofThis'), numeric: true, cell: ({ shared }) => share(shared, members) },
        { key: 'theirs', header: t('overlap.ofOther'), numeric: true, cell: (other) => share(other.shared, other.members) },
        { key: 'members', header: t('overlap.members'), numeric: true, optional: true, cell: (other) => format.number(other.members) },
      ]}
    />
  );
}
