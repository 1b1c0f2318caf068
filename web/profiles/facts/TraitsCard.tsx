import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Profile } from '../../api/profiles.js';
import { Card } from '../../ui/Card.js';
import classes from '../Profile.module.css';
import { TraitDialog } from './TraitDialog.js';
import { TraitRow } from './TraitRow.js';

/** More than this, and one looks for a name instead of reading. */
const searchFrom = 12;

/** Traits with source and time; each opens on its history, and may be edited. */
export function TraitsCard({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const [adding, setAdding] = useState(false);
  const [search, setSearch] = useState('');
  const shown = profile.traits.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Card
      title={t('traits')}
      aside={
        <Button variant="subtle" size="xs" leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setAdding(true)}>
          {t('trait.add')}
        </Button>
      }
    >
      {profile.traits.length > searchFrom && (
        <TextInput
          size="xs"
          mb={8}
          leftSection={<IconSearch size={16} stroke={1.5} />}
          aria-label={t('trait.search')}
          placeholder={t('trait.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.length === 0 ? (
        <p className={classes.none}>{profile.traits.length === 0 ? t('noTraits') : t('trait.noneFound', { search })}</p>
      ) : (
        <ul className={classes.list}>
          {shown.map((trait) => (
            <TraitRow key={trait.name} profileId={profile.id} trait={trait} />
          ))}
        </ul>
      )}
      {adding && <TraitDialog profileId={profile.id} onClose={() => setAdding(false)} />}
    </Card>
  );
}
