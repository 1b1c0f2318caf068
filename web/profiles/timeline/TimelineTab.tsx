import { Button, Chip, Group } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { path } from '../../api/client.js';
import { useJourneyNames } from '../../api/journeys.js';
import type { TimelineItem } from '../../api/profiles.js';
import { usePages } from '../../api/query.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ListState } from '../../ui/ListState.js';
import { useUrlState } from '../../ui/useUrlState.js';
import classes from '../Profile.module.css';
import { Entry } from './Entry.js';
import { filterNames, kindsOf, readFilters } from './kinds.js';

/** Everything that happened to one person, newest first; new things appear by themselves. */
export function TimelineTab({ profileId }: { profileId: string }) {
  const { t } = useTranslation(['profiles', 'ui']);
  const names = useJourneyNames();
  const [shown, setShown] = useUrlState('show');
  const chosen = readFilters(shown);
  const pages = usePages<TimelineItem>(path`/api/profiles/${profileId}/timeline`, { every: 5_000, query: { kinds: kindsOf(chosen) } });
  const empty =
    chosen.length === 0 ? (
      <EmptyState icon={IconHistory} title={t('timeline.empty')} />
    ) : (
      <EmptyState
        icon={IconHistory}
        title={t('timeline.nothingMatches')}
        action={
          <Button variant="default" size="xs" onClick={() => setShown('')}>
            {t('timeline.showAll')}
          </Button>
        }
      />
    );
  return (
    <>
      <Chip.Group multiple value={chosen} onChange={(next) => setShown(next.join(','))}>
        <Group gap={8} mb="sm" role="group" aria-label={t('timeline.show')}>
          {filterNames.map((name) => (
            <Chip key={name} value={name} size="xs">
              {t(`timeline.filter.${name}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <ListState pages={pages} empty={empty}>
        <ol className={classes.timeline} aria-label={t('tabs.timeline')}>
          {/* An entry is told by the run that it began. */}
          {pages.items
            .filter((item) => item.decision?.kind !== 'entry')
            .map((item) => (
              <Entry key={`${item.kind} ${item.id}`} item={item} profileId={profileId} journeyName={(key) => names.get(key) ?? key} />
            ))}
        </ol>
        {pages.result.hasNextPage && (
          <Button variant="default" size="xs" loading={pages.result.isFetchingNextPage} onClick={() => void pages.result.fetchNextPage()}>
            {t('ui:table.more')}
          </Button>
        )}
      </ListState>
    </>
  );
}
