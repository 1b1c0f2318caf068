import { Checkbox, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { type Query, useGet } from '../api/query.js';
import { type Traits, traitsPath } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { SearchField } from '../ui/SearchField.js';
import { useUrlState } from '../ui/useUrlState.js';
import { personalClasses, traitKinds } from './catalogue-words.js';
import classes from './Traits.module.css';

interface TraitFiltersState {
  search: string;
  kind: string;
  personalClass: string;
  source: string;
  /** Only what web pages may read. */
  isPublic: boolean;
  set: {
    search: (value: string) => void;
    kind: (value: string) => void;
    personalClass: (value: string) => void;
    source: (value: string) => void;
    isPublic: (value: boolean) => void;
  };
  /** Something is left out. */
  isOn: boolean;
  clear: () => void;
  query: Query;
}

/** What the catalogue shows, kept in the address. */
export function useTraitFilters(): TraitFiltersState {
  const [search, setSearch] = useUrlState('search');
  const [kind, setKind] = useUrlState('kind', 'trait');
  const [personalClass, setClass] = useUrlState('class');
  const [source, setSource] = useUrlState('source');
  const [onlyPublic, setPublic] = useUrlState('public');
  const isPublic = onlyPublic === 'true';
  const unconfirmed = personalClass === 'unconfirmed';
  return {
    ...{ search, kind, personalClass, source, isPublic },
    set: { search: setSearch, kind: setKind, personalClass: setClass, source: setSource, isPublic: (value) => setPublic(value ? 'true' : '') },
    isOn: search !== '' || personalClass !== '' || source !== '' || isPublic || kind !== 'trait',
    clear: () => {
      for (const set of [setSearch, setClass, setSource, setPublic]) set('');
      setKind('trait');
    },
    query: {
      search: search.trim(),
      kind: kind === 'all' ? '' : kind,
      personalClass: unconfirmed ? '' : personalClass,
      review: unconfirmed ? 'unconfirmed' : '',
      source,
      public: isPublic ? 'true' : '',
    },
  };
}

export function TraitFilters({ filters: { search, kind, personalClass, source, isPublic, set } }: { filters: TraitFiltersState }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const { data } = useGet<Traits>(traitsPath, { query: { limit: 1 } });
  const full = (data?.limits ?? []).filter(({ kept, limit }) => kept >= limit);
  return (
    <>
      <search className={classes.filters}>
        <SearchField label={t('search')} value={search} onChange={set.search} />
        <NativeSelect
          aria-label={t('kind')}
          value={kind}
          onChange={(event) => set.kind(event.currentTarget.value)}
          data={[{ value: 'all', label: t('allKinds') }, ...traitKinds.map((each) => ({ value: each, label: t(`kindsMany.${each}`) }))]}
        />
        <NativeSelect
          aria-label={t('personalClass')}
          value={personalClass}
          onChange={(event) => set.personalClass(event.currentTarget.value)}
          data={[
            { value: '', label: t('allClasses') },
            { value: 'personal', label: t('anyPersonal') },
            { value: 'unconfirmed', label: t('unconfirmed') },
            ...personalClasses.map((each) => ({ value: each, label: t(`classes.${each}`) })),
          ]}
        />
        {(data?.sources.length ?? 0) > 1 && (
          <NativeSelect
            aria-label={t('source')}
            value={source}
            onChange={(event) => set.source(event.currentTarget.value)}
            data={[{ value: '', label: t('allSources') }, ...(data?.sources ?? [])]}
          />
        )}
        <Checkbox label={t('onlyPublic')} checked={isPublic} onChange={(event) => set.isPublic(event.currentTarget.checked)} />
      </search>
      {full.map(({ kind: which, limit }) => (
        <p key={which} className={classes.notice} role="status">
          {t('full', { kind: t(`kindsMany.${which}`), limit: format.number(limit) })}
        </p>
      ))}
    </>
  );
}
