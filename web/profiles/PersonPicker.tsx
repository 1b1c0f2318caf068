import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../api/client.js';
import { type ProfileSummary, profilesPath } from '../api/profiles.js';
import { useGet } from '../api/query.js';

interface PersonPickerProps {
  label: string;
  person: ProfileSummary | null;
  onChange: (person: ProfileSummary | null) => void;
}

/** Chooses one person by name or any identity. */
export function PersonPicker({ label, person, onChange }: PersonPickerProps) {
  const { t } = useTranslation('profiles');
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 200);
  const { data, isFetching } = useGet<Page<ProfileSummary>>(profilesPath, { query: { search: asked, limit: 20 } });
  const nameOf = (profile: ProfileSummary): string => {
    const { displayName: name, email } = profile;
    return email === null || email === name ? name : t('nameWithIdentity', { name, identity: email });
  };
  const known = new Map([...(person === null ? [] : [person]), ...(data?.items ?? [])].map((profile) => [profile.id, profile]));
  return (
    <Select
      label={label}
      placeholder={t('choosePerson')}
      data={[...known.values()].map((profile) => ({ value: profile.id, label: nameOf(profile) }))}
      value={person?.id ?? null}
      onChange={(id) => onChange(id === null ? null : (known.get(id) ?? null))}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has already searched, by every identity.
      filter={({ options }) => options}
      nothingFoundMessage={isFetching ? t('looking') : t('nobodyFound', { query: search })}
      maxDropdownHeight={280}
      clearButtonProps={{ 'aria-label': t('clearPerson') }}
    />
  );
}
