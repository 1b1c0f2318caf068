import { Button } from '@mantine/core';
import { IconBolt, IconDoorExit, IconHistory, IconId, IconRoute } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { path } from '../api/client.js';
import { runHref, useJourneyNames } from '../api/journeys.js';
import type { ProfileRun, StoredEvent, TimelineItem } from '../api/profiles.js';
import { usePages } from '../api/query.js';
import { deliveryLook } from '../messages/delivery-look.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ListState } from '../ui/ListState.js';
import { DecisionLine } from './DecisionLine.js';
import { JsonPairs } from './JsonValue.js';
import classes from './Profile.module.css';
import { Row } from './Row.js';

/** Everything that happened to one person, newest first; new things appear by themselves. */
export function TimelineTab({ profileId }: { profileId: string }) {
  const { t } = useTranslation(['profiles', 'ui']);
  const names = useJourneyNames();
  const pages = usePages<TimelineItem>(path`/api/profiles/${profileId}/timeline`, { every: 5_000 });
  return (
    <ListState pages={pages} empty={<EmptyState icon={IconHistory} title={t('timeline.empty')} />}>
      <ol className={classes.timeline} aria-label={t('tabs.timeline')}>
        {/* An entry is told by the run that it began. */}
        {pages.items
          .filter((item) => item.decision?.kind !== 'entry')
          .map((item) => (
            <Entry key={`${item.kind} ${item.id}`} item={item} journeyName={(key) => names.get(key) ?? key} />
          ))}
      </ol>
      {pages.result.hasNextPage && (
        <Button variant="default" size="xs" loading={pages.result.isFetchingNextPage} onClick={() => void pages.result.fetchNextPage()}>
          {t('ui:table.more')}
        </Button>
      )}
    </ListState>
  );
}

function Entry({ item, journeyName }: { item: TimelineItem; journeyName: (key: string) => string }) {
  if (item.event !== undefined) return <EventEntry event={item.event} />;
  if (item.run !== undefined) return <RunEntry run={item.run} at={item.at} />;
  if (item.decision !== undefined) return <DecisionLine decision={item.decision} journeyName={journeyName(item.decision.journey ?? '')} />;
  if (item.delivery !== undefined) {
    const { delivery } = item;
    const look = deliveryLook(delivery.state);
    return (
      <Row icon={<look.icon size={16} stroke={1.5} />} tone={look.tone} at={item.at}>
        <p>
          <Trans
            ns="profiles"
            i18nKey={`timeline.delivery.${delivery.state}`}
            values={{ subject: delivery.subject ?? delivery.template }}
            components={{ a: <Link to={`/deliveries/${encodeURIComponent(delivery.key)}`} /> }}
          />
        </p>
        <p className={classes.dim}>{delivery.journeyName}</p>
      </Row>
    );
  }
  return null;
}

function EventEntry({ event }: { event: StoredEvent }) {
  const { t } = useTranslation('profiles');
  const values = event.type === 'identify' || event.type === 'group' ? event.traits : event.properties;
  const identify = event.type === 'identify';
  return (
    <Row
      icon={identify ? <IconId size={16} stroke={1.5} /> : <IconBolt size={16} stroke={1.5} />}
      tone={event.state === 'refused' ? 'danger' : 'neutral'}
      at={event.timestamp}
    >
      <p>
        <strong>{identify ? t('timeline.identify') : event.name}</strong>
      </p>
      <p className={classes.dim}>
        {t(`timeline.event.${event.state}`, { source: event.source })}
        {event.refused !== null && ` ${event.refused.message}`}
      </p>
      {values !== undefined && Object.keys(values).length > 0 && (
        <details className={classes.more}>
          <summary>{t('timeline.properties', { count: Object.keys(values).length })}</summary>
          <JsonPairs values={values} className={classes.pairs ?? ''} />
        </details>
      )}
    </Row>
  );
}

function RunEntry({ run, at }: { run: ProfileRun; at: string }) {
  const { t } = useTranslation('profiles');
  const ended = run.state === 'ended' && run.endedAt === at;
  return (
    <Row icon={ended ? <IconDoorExit size={16} stroke={1.5} /> : <IconRoute size={16} stroke={1.5} />} tone="info" at={at}>
      <p>
        <Trans
          ns="profiles"
          i18nKey={ended ? 'timeline.runEnded' : 'timeline.runEntered'}
          values={{ journey: run.journeyName, event: run.trigger.name, reason: t(`endReason.${run.endReason ?? 'completed'}`) }}
          components={{ a: <Link to={runHref(run.journey, run.runId)} /> }}
        />
      </p>
    </Row>
  );
}
