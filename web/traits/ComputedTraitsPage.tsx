import { IconCalculator, IconLoader, IconPackage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../api/client.js';
import { useGet, usePages } from '../api/query.js';
import { type ComputedTrait, computedPath, type ReadySet, readySetsPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import type { Column } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { PagedTable } from '../ui/PagedTable.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import classes from './Computed.module.css';
import { sourceSentence } from './source-sentence.js';
import { TraitsFrame } from './TraitsFrame.js';

/** Computed traits, and the ready sets that bring some at once. */
export function ComputedTraitsPage() {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const pages = usePages<ComputedTrait>(computedPath, { every: 5_000 });
  const columns: Column<ComputedTrait>[] = [
    {
      key: 'label',
      header: t('name'),
      width: '24%',
      cell: ({ label, name }) => (
        <span className={classes.name}>
          <span>{label}</span>
          <code>{name}</code>
        </span>
      ),
    },
    { key: 'what', header: t('what'), optional: true, cell: ({ source }) => sourceSentence(source, { t, format }) },
    {
      key: 'share',
      header: t('share'),
      numeric: true,
      width: 100,
      cell: ({ share: { withValue, people, estimated } }) => people > 0 && t(estimated ? 'about' : 'exactly', { share: format.percent(withValue / people) }),
    },
    { key: 'filled', header: t('filled'), width: 150, cell: ({ backfill }) => <Filling backfill={backfill} /> },
    { key: 'used', header: t('usedBy'), numeric: true, optional: true, width: 100, cell: ({ usedBy }) => format.number(usedBy.length) },
  ];
  const create = <LinkButton to="/traits/computed/new">{t('newComputed')}</LinkButton>;
  return (
    <TraitsFrame tab="computed" actions={create}>
      <ReadySets />
      <PagedTable
        label={t('tabs.computed')}
        pages={pages}
        columns={columns}
        rowKey={({ name }) => name}
        rowHref={({ name }) => `/traits/computed/${name}`}
        empty={
          <EmptyState icon={IconCalculator} title={t('noComputed')} action={create}>
            {t('noComputedText')}
          </EmptyState>
        }
      />
    </TraitsFrame>
  );
}

/** Everybody has it; or how far it is. */
export function Filling({ backfill: { done, total } }: Pick<ComputedTrait, 'backfill'>) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  if (done >= total) return t('everybody');
  return (
    <StatusBadge tone="info" icon={IconLoader}>
      {t('filling', { share: format.percent(Math.floor((100 * done) / Math.max(1, total)) / 100) })}
    </StatusBadge>
  );
}

function ReadySets() {
  const { t } = useTranslation('traits');
  const { data } = useGet<Page<ReadySet>>(readySetsPath);
  return (
    <div className={classes.sets}>
      {(data?.items ?? []).map(({ set, installed }) => (
        <Card
          key={set}
          title={t(`sets.${set}.name`)}
          aside={
            installed ? (
              <StatusBadge tone="success" icon={IconPackage}>
                {t('installed')}
              </StatusBadge>
            ) : undefined
          }
        >
          <div className={classes.set}>
            <p>{t(`sets.${set}.text`)}</p>
            <LinkButton to={`/traits/ready/${set}`} variant="default">
              {t(installed ? 'changeSet' : 'lookAtSet', { set: t(`sets.${set}.name`) })}
            </LinkButton>
          </div>
        </Card>
      ))}
    </div>
  );
}
