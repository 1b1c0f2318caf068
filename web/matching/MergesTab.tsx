import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type Merge, mergesPath } from '../api/merges.js';
import type { ProfileSummary } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import { PersonPicker } from '../profiles/PersonPicker.js';
import { Card } from '../ui/Card.js';
import { DataTable } from '../ui/DataTable.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ListState } from '../ui/ListState.js';
import { RelativeTime } from '../ui/RelativeTime.js';
import { useUrlState } from '../ui/useUrlState.js';
import { MergeDialog } from './MergeDialog.js';
import classes from './Merges.module.css';
import { UndoMergeDialog } from './UndoMergeDialog.js';

const states = ['', 'standing', 'undone'] as const;

/** Who became one, by what, and whether it was undone. */
export function MergesTab() {
  const { t } = useTranslation('matching');
  const [state, setState] = useUrlState('state');
  const [undoing, setUndoing] = useState<string | null>(null);
  const pages = usePages<Merge>(mergesPath, { query: { state }, every: 10_000 });
  return (
    <>
      <MergeByHand />
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={t('show')}
          value={state}
          onChange={setState}
          data={states.map((value) => ({ value, label: t(`merges.filter.${value === '' ? 'all' : value}`) }))}
        />
      </div>
      <ListState
        pages={pages}
        empty={
          <EmptyState icon={IconArrowMerge} title={t(state === '' ? 'merges.empty' : 'merges.emptyFilter')}>
            {t('merges.emptyText')}
          </EmptyState>
        }
      >
        <DataTable<Merge>
          label={t('tabs.merges')}
          rows={pages.items}
          rowKey={({ id }) => id}
          more={pages.result.hasNextPage ? { loading: pages.result.isFetchingNextPage, load: () => void pages.result.fetchNextPage() } : undefined}
          columns={[
            { key: 'people', header: t('merges.people'), cell: (merge) => <People merge={merge} /> },
            { key: 'why', header: t('merges.why'), cell: (merge) => <Why merge={merge} /> },
            { key: 'at', header: t('merges.when'), oneLine: true, cell: ({ at }) => <RelativeTime at={at} /> },
            {
              key: 'undo',
              header: t('merges.undoAction'),
              headerHidden: true,
              cell: (merge) =>
                merge.undone ? (
                  <span className={classes.dim}>{t(merge.undone.by === null ? 'merges.wasUndone' : 'merges.wasUndoneBy', { by: merge.undone.by })}</span>
                ) : (
                  <Button variant="default" size="xs" onClick={() => setUndoing(merge.id)}>
                    {t('merges.undo')}
                  </Button>
                ),
            },
          ]}
        />
      </ListState>
      <UndoMergeDialog opened={undoing !== null} onClose={() => setUndoing(null)} mergeId={undoing ?? ''} />
    </>
  );
}

/** Two people, chosen by any identity, to be merged after every conflict was shown. */
function MergeByHand() {
  const { t } = useTranslation('matching');
  const [one, setOne] = useState<ProfileSummary | null>(null);
  const [other, setOther] = useState<ProfileSummary | null>(null);
  const [opened, setOpened] = useState(false);
  const done = (): void => {
    setOne(null);
    setOther(null);
  };
  return (
    <Card title={t('merges.mergeTitle')}>
      <div className={classes.pick}>
        <PersonPicker label={t('merges.first')} person={one} onChange={setOne} />
        <PersonPicker label={t('merges.second')} person={other} onChange={setOther} />
        <Button variant="default" disabled={one === null || other === null || one.id === other.id} onClick={() => setOpened(true)}>
          {t('merges.preview')}
        </Button>
      </div>
      {one !== null && other !== null && <MergeDialog opened={opened} onClose={() => setOpened(false)} profiles={[one.id, other.id]} onMerged={done} />}
    </Card>
  );
}

function People({ merge: { survivor, loser } }: { merge: Merge }) {
  const { t } = useTranslation('matching');
  return (
    <>
      <Link to={`/profiles/${encodeURIComponent(survivor.id)}`}>{survivor.displayName}</Link>{' '}
      <span className={classes.dim}>{t('merges.took', { name: loser.displayName })}</span>
    </>
  );
}

function Why({ merge: { kind, names, by, note } }: { merge: Merge }) {
  const { t } = useTranslation('matching');
  const what =
    kind === 'event' ? t('merges.byEvent', { names: names.join(', ') }) : kind === 'matching' ? t('merges.byMatching') : t('merges.byHand', { by: by ?? '' });
  return (
    <>
      {what}
      {note !== null && <span className={classes.dim}> {note}</span>}
    </>
  );
}
