import { Button } from '@mantine/core';
import { IconFilterOff, IconListSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '../api/query.js';
import { type Trait, traitsPath } from '../api/traits.js';
import { EmptyState } from '../ui/EmptyState.js';
import { PagedTable } from '../ui/PagedTable.js';
import { useUrlState } from '../ui/useUrlState.js';
import { TraitFilters, useTraitFilters } from './TraitFilters.js';
import { TraitPanel } from './TraitPanel.js';
import classes from './Traits.module.css';
import { TraitsFrame } from './TraitsFrame.js';
import { traitPlace } from './trait-place.js';
import { useTraitColumns } from './useTraitColumns.js';

/** The catalogue: everything that was ever sent about people and events, what it is, whose it is, and whether it is personal. */
export function TraitsPage() {
  const { t } = useTranslation('traits');
  const filters = useTraitFilters();
  const [open, setOpen] = useUrlState('open');
  const list = useRef<HTMLDivElement>(null);
  const pages = usePages<Trait>(traitsPath, { query: filters.query, every: 15_000 });
  const columns = useTraitColumns((trait) => setOpen(traitPlace(trait)), open !== '');
  const close = (): void => {
    setOpen('');
    list.current?.querySelector<HTMLElement>(`[data-place="${CSS.escape(open)}"]`)?.focus();
  };
  return (
    <TraitsFrame tab="catalogue">
      <TraitFilters filters={filters} />
      <div className={classes.beside} data-open={open !== '' || undefined}>
        <div ref={list} className={classes.list}>
          <PagedTable
            label={t('tabs.catalogue')}
            pages={pages}
            columns={columns}
            rowKey={traitPlace}
            empty={
              filters.isOn ? (
                <EmptyState
                  icon={IconFilterOff}
                  title={t('noMatch')}
                  action={
                    <Button variant="default" onClick={filters.clear}>
                      {t('clearFilters')}
                    </Button>
                  }
                />
              ) : (
                <EmptyState icon={IconListSearch} title={t('empty')}>
                  {t('emptyText')}
                </EmptyState>
              )
            }
          />
        </div>
        {open !== '' && <TraitPanel key={open} place={open} onClose={close} />}
      </div>
    </TraitsFrame>
  );
}
