import '@mantine/spotlight/styles.css';

import { useDebouncedValue } from '@mantine/hooks';
import { closeSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconFilter, IconRoute, IconSearch, IconUser } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Page } from '../../api/client.js';
import type { JourneyItem } from '../../api/journeys.js';
import { journeysPath } from '../../api/journeys.js';
import { type ProfileSummary, profilesPath } from '../../api/profiles.js';
import { useGet } from '../../api/query.js';
import { type SegmentItem, segmentsPath } from '../../api/segments.js';
import { navigation } from './navigation.js';

/** Ctrl/⌘K: pages, people by any identity, journeys and segments. */
export function Search() {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [opened, setOpened] = useState(false);
  const [asked] = useDebouncedValue(query.trim(), 150);
  const people = useGet<Page<ProfileSummary>>(profilesPath, { query: { search: asked, limit: 6 }, enabled: opened && asked.length >= 2 });
  const journeys = useGet<Page<JourneyItem>>(journeysPath, { enabled: opened });
  const segments = useGet<Page<SegmentItem>>(segmentsPath, { enabled: opened });
  const go = (to: string) => () => void navigate(to);
  const matches = (label: string): boolean => label.toLowerCase().includes(query.trim().toLowerCase());
  const pages = navigation
    .flatMap((group) => group.pages)
    .map((page) => ({ id: page.to, label: t(`navigation.${page.name}`), leftSection: <page.icon size={20} stroke={1.5} />, onClick: go(page.to) }))
    .filter((action) => matches(action.label));
  const found = (asked.length >= 2 ? (people.data?.items ?? []) : []).map((person) => ({
    id: person.id,
    label: person.displayName,
    description: person.email ?? undefined,
    leftSection: <IconUser size={20} stroke={1.5} />,
    onClick: go(`/profiles/${encodeURIComponent(person.id)}`),
  }));
  const named = (items: { key: string; name?: string; draft?: { name?: string } }[] | undefined, noun: string, icon: ReactNode) =>
    (items ?? [])
      .map((item) => ({
        id: `${noun}/${item.key}`,
        label: item.name ?? item.draft?.name ?? item.key,
        leftSection: icon,
        onClick: go(`/${noun}/${encodeURIComponent(item.key)}`),
      }))
      .filter((action) => matches(action.label))
      .slice(0, 6);
  const groups: SpotlightActionGroupData[] = [
    { group: t('navigation.profiles'), actions: found },
    { group: t('search.pages'), actions: pages },
    { group: t('navigation.journeys'), actions: named(journeys.data?.items, 'journeys', <IconRoute size={20} stroke={1.5} />) },
    { group: t('navigation.segments'), actions: named(segments.data?.items, 'segments', <IconFilter size={20} stroke={1.5} />) },
  ].filter((group) => group.actions.length > 0);
  /** Enter takes the first hit when none was chosen by arrow: type, Enter, there. */
  const openFirst = (event: KeyboardEvent): void => {
    const first = groups[0]?.actions[0];
    if (
      event.key !== 'Enter' ||
      event.nativeEvent.isComposing ||
      first === undefined ||
      document.querySelector('.mantine-Spotlight-action[data-selected]') !== null
    )
      return;
    event.preventDefault();
    closeSpotlight();
    (first as { onClick?: () => void }).onClick?.();
  };
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      filter={(_query, actions) => actions}
      nothingFound={people.isFetching ? t('search.looking') : t('search.nothing', { query })}
      searchProps={{
        leftSection: <IconSearch size={20} stroke={1.5} />,
        placeholder: t('search.placeholder'),
        'aria-label': t('search.placeholder'),
        onKeyDown: openFirst,
      }}
      shortcut="mod + K"
      scrollable
      centered={false}
      yOffset="12vh"
      maxHeight={420}
    />
  );
}
