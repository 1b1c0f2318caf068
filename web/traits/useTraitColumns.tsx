import { IconEyeOff, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Trait } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import type { Column } from '../ui/DataTable.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { PersonalBadge } from './PersonalBadge.js';
import classes from './Traits.module.css';
import { traitPlace } from './trait-place.js';

/** @param beside a panel stands there: only what tells lines apart. */
export function useTraitColumns(open: (trait: Trait) => void, beside: boolean): Column<Trait>[] {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const columns: Column<Trait>[] = [
    {
      key: 'name',
      header: t('name'),
      width: '26%',
      cell: (trait) => (
        <button type="button" className={classes.open} data-place={traitPlace(trait)} onClick={() => open(trait)}>
          <span className={classes.name}>{trait.label ?? trait.name}</span>
          <span className={classes.dim}>{trait.event === null ? t(`kinds.${trait.kind}`) : t('propertyOf', { event: trait.event })}</span>
        </button>
      ),
    },
    { key: 'class', header: t('personalClass'), width: 210, cell: (trait) => <PersonalBadge personalClass={trait.personalClass} /> },
    { key: 'types', header: t('types'), optional: true, width: 110, cell: (trait) => format.list(trait.types.map((type) => t(`type.${type}`))) },
    {
      key: 'share',
      header: t('share'),
      numeric: true,
      width: 90,
      cell: (trait) => (trait.share === null ? '' : t(trait.shareEstimated ? 'about' : 'exactly', { share: format.percent(trait.share) })),
    },
    { key: 'example', header: t('example'), optional: true, width: '16%', cell: (trait) => <Example trait={trait} /> },
    {
      key: 'visible',
      header: t('public'),
      headerHidden: true,
      optional: true,
      width: 36,
      cell: (trait) => trait.public && <IconWorld size={16} stroke={1.5} role="img" aria-label={t('isPublic')} />,
    },
    {
      key: 'seen',
      header: t('lastSeen'),
      optional: true,
      oneLine: true,
      width: 140,
      cell: (trait) => trait.lastSeenAt !== null && <RelativeTime at={trait.lastSeenAt} />,
    },
  ];
  return beside ? columns.filter(({ key }) => key === 'name' || key === 'class' || key === 'share') : columns;
}

function Example({ trait: { example, exampleMasked } }: { trait: Trait }) {
  const { t } = useTranslation('traits');
  if (example === null || example === undefined) return null;
  return (
    <span className={classes.example}>
      {exampleMasked && <IconEyeOff size={16} stroke={1.5} role="img" aria-label={t('masked')} />}
      <code>{String(example)}</code>
    </span>
  );
}
