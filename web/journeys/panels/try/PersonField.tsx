import { Select } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../../api/client.js';
import { useGet } from '../../../api/query.js';
import type { EventCall } from './try-it.js';

interface ProfileHit {
  id: string;
  displayName: string;
  email: string | null;
}

interface ProfileDetails {
  id: string;
  identities: { type: string; value: string }[];
}

const newPrefix = 'new:';

/** Somebody who exists, found by any identity, or a user id that nobody has yet. */
export function PersonField({ onChange }: { onChange(who: EventCall['who']): void }) {
  const { t } = useTranslation('journeys');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const people = useGet<{ items: ProfileHit[] }>('/api/profiles', { query: { search, limit: 20 } });
  const isNew = chosen?.startsWith(newPrefix) === true;
  const profile = useGet<ProfileDetails>(path`/api/profiles/${chosen ?? ''}`, { enabled: chosen !== null && !isNew });
  const found = (people.data?.items ?? []).map(({ id, displayName, email }) => ({
    value: id,
    label: email === null || email === displayName ? displayName : t('try.personLabel', { name: displayName, userId: email }),
  }));
  const offered =
    search === '' || found.some((option) => option.label === search)
      ? found
      : [...found, { value: `${newPrefix}${search}`, label: t('try.newPerson', { userId: search }) }];
  const [label, setLabel] = useState('');
  const data = chosen === null || offered.some((option) => option.value === chosen) ? offered : [{ value: chosen, label }, ...offered];

  const report = useRef(onChange);
  useEffect(() => {
    report.current = onChange;
  });
  const details = profile.data?.id === chosen ? profile.data : undefined;
  useEffect(() => {
    if (chosen === null) report.current({});
    else if (chosen.startsWith(newPrefix)) report.current({ userId: chosen.slice(newPrefix.length) });
    else report.current(whoOf(details));
  }, [chosen, details]);
  return (
    <Select
      label={t('try.person')}
      description={t('try.personHelp')}
      searchable
      clearable
      data={data}
      filter={({ options }) => options}
      value={chosen}
      onSearchChange={(text) => setSearch(text === label ? '' : text.trim())}
      onChange={(value, option) => {
        setChosen(value);
        setLabel(option?.label ?? '');
      }}
      nothingFoundMessage={t('try.noPeople')}
    />
  );
}

function whoOf(profile: ProfileDetails | undefined): EventCall['who'] {
  const of = (type: string): string | undefined => profile?.identities.find((identity) => identity.type === type)?.value;
  const userId = of('userId');
  const anonymousId = of('anonymousId');
  if (userId !== undefined) return { userId };
  return anonymousId === undefined ? {} : { anonymousId };
}
