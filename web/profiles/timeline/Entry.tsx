import { IconBolt, IconDoorExit, IconId, IconMailCheck, IconMailOff, IconRoute, IconTag } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { runHref } from '../../api/journeys.js';
import type { ProfileRun, TimelineItem } from '../../api/profiles.js';
import { deliveryLook } from '../../messages/delivery-look.js';
import { turnedBy } from '../../tags/turned-by.js';
import { JsonPairs } from '../JsonValue.js';
import classes from '../Profile.module.css';
import { Row } from '../Row.js';
import { triggerName } from '../trigger-name.js';
import { DecisionLine } from './DecisionLine.js';
import { MergeLine } from './MergeLine.js';

interface EntryProps {
  item: TimelineItem;
  /** Whose timeline it is. */
  profileId: string;
  journeyName: (key: string) => string;
}

/** One thing that happened, of whatever kind. */
export function Entry({ item, profileId, journeyName }: EntryProps) {
  if (item.event !== undefined) return <EventLine event={item.event} />;
  if (item.run !== undefined) return <RunLine run={item.run} at={item.at} />;
  if (item.decision !== undefined) return <DecisionLine decision={item.decision} journeyName={journeyName(item.decision.journey ?? '')} />;
  if (item.delivery !== undefined) return <DeliveryLine delivery={item.delivery} at={item.at} />;
  if (item.merge !== undefined) return <MergeLine merge={item.merge} at={item.at} profileId={profileId} />;
  if (item.consent !== undefined) return <ConsentLine consent={item.consent} at={item.at} />;
  if (item.tag !== undefined) return <TagLine tag={item.tag} at={item.at} />;
  return null;
}

function DeliveryLine({ delivery, at }: { delivery: NonNullable<TimelineItem['delivery']>; at: string }) {
  const look = deliveryLook(delivery.state);
  return (
    <Row icon={<look.icon size={16} stroke={1.5} />} tone={look.tone} at={at}>
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

function EventLine({ event }: { event: NonNullable<TimelineItem['event']> }) {
  const { t } = useTranslation('profiles');
  const values = event.type === 'identify' || event.type === 'group' ? event.traits : event.properties;
  const identify = event.type === 'identify';
  const masked = event.maskedTraits ?? [];
  const count = Object.keys(values ?? {}).length + masked.length;
  return (
    <Row
      icon={identify ? <IconId size={16} stroke={1.5} /> : <IconBolt size={16} stroke={1.5} />}
      tone={event.state === 'refused' ? 'danger' : 'neutral'}
      at={event.timestamp}
    >
      <p>
        <strong>{eventTitle(event, t)}</strong>
      </p>
      <p className={classes.dim}>
        {t(`timeline.event.${event.state}`, { source: event.source })}
        {event.refused !== null && ` ${event.refused.message}`}
      </p>
      {count > 0 && (
        <details className={classes.more}>
          <summary>{t('timeline.properties', { count })}</summary>
          <JsonPairs values={{ ...values, ...Object.fromEntries(masked.map((name) => [name, t('trait.masked')])) }} className={classes.pairs ?? ''} />
        </details>
      )}
    </Row>
  );
}

function eventTitle({ type, name, source, context }: NonNullable<TimelineItem['event']>, t: TFunction<'profiles'>): string | null {
  const entered = /^cairn:enter (.+)$/.exec(name)?.[1];
  if (entered !== undefined) return t('timeline.entryAsked', { journey: entered });
  if (type !== 'identify') return name;
  const by = context?.by;
  if (source === 'journey' && typeof by === 'string') return t('timeline.setByJourney', { journey: by.replace(/^journey:/, '') });
  if (source === 'rule' && typeof by === 'string') return t('timeline.setByRule', { rule: by.replace(/^rule:/, '') });
  return t(source === 'hand' ? 'timeline.edited' : 'timeline.identify');
}

function RunLine({ run, at }: { run: ProfileRun; at: string }) {
  const { t } = useTranslation('profiles');
  const ended = run.state === 'ended' && run.endedAt === at;
  return (
    <Row icon={ended ? <IconDoorExit size={16} stroke={1.5} /> : <IconRoute size={16} stroke={1.5} />} tone="info" at={at}>
      <p>
        <Trans
          ns="profiles"
          i18nKey={ended ? 'timeline.runEnded' : 'timeline.runEntered'}
          values={{ journey: run.journeyName, event: triggerName(run.trigger.name, t), reason: t(`endReason.${run.endReason ?? 'completed'}`) }}
          components={{ a: <Link to={runHref(run.journey, run.runId)} /> }}
        />
      </p>
    </Row>
  );
}

function ConsentLine({ consent: { channel, action, via }, at }: { consent: NonNullable<TimelineItem['consent']>; at: string }) {
  const { t } = useTranslation('profiles');
  const off = action === 'unsubscribed';
  return (
    <Row icon={off ? <IconMailOff size={16} stroke={1.5} /> : <IconMailCheck size={16} stroke={1.5} />} tone={off ? 'warning' : 'success'} at={at}>
      <p>{t(`timeline.consent.${action}`, { channel: t(`channel.${channel}`, { defaultValue: channel }) })}</p>
      <p className={classes.dim}>{t(`timeline.consentVia.${via}`)}</p>
    </Row>
  );
}

function TagLine({ tag: { key, name, on, by, source }, at }: { tag: NonNullable<TimelineItem['tag']>; at: string }) {
  const { t } = useTranslation('profiles');
  return (
    <Row icon={<IconTag size={16} stroke={1.5} />} tone="neutral" at={at}>
      <p>{t(on ? 'timeline.tagged' : 'timeline.untagged', { name })}</p>
      <p className={classes.dim}>{t(`timeline.tagBy.${turnedBy(key, { by, source })}`, { source })}</p>
    </Row>
  );
}
