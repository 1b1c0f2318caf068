import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { DelayStep, ScheduleTrigger, Step, Trigger, WindowStep } from '@cairn/workflows/contracts/journey.js';
import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ProfileSummary } from '../../../api/profiles.js';
import { useFormat } from '../../../app/i18n/format.js';
import { PersonPicker } from '../../../profiles/PersonPicker.js';
import { RelativeTime } from '../../../ui/RelativeTime.js';
import { useNow } from '../../../ui/useNow.js';
import { useEventNames, useSegments, useTemplates } from '../../api.js';
import { durationMs } from '../../model/elapsed.js';
import { type ClockTime, clockIn, goesOnAt, nextScheduled, ownZone, windowOpensAt } from '../../model/preview-times.js';
import { portPhrase } from '../../model/summary.js';
import { useDefinition, useEditor } from '../../page/EditorContext.js';
import { usePhrase } from '../../usePhrase.js';
import styles from '../Inspector.module.css';
import { ConditionPreview } from './ConditionPreview.js';
import { TemplatePreview } from './TemplatePreview.js';

/** What the step would do, for one person or now, before anybody comes to it. */
export function PreviewTab({ step }: { step: Step | undefined }) {
  switch (step?.type) {
    case undefined:
      return <TriggerPreview />;
    case 'delay':
      return <DelayPreview step={step} />;
    case 'window':
      return <WindowPreview step={step} />;
    case 'message':
      return <MessagePreview template={step.template} />;
    case 'split':
    case 'waitUntil':
      return <BranchesPreview step={step} />;
    default:
      return null;
  }
}

function MessagePreview({ template }: { template: string }) {
  const { t } = useTranslation('journeys');
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  const templates = useTemplates().data?.items;
  const chosen = templates?.find((each) => each.key === template);
  if (templates && !chosen) return <Text c="dimmed">{t('preview.noTemplate')}</Text>;
  return (
    <>
      <PersonPicker label={t('preview.as')} person={person} onChange={setPerson} />
      {chosen && <TemplatePreview definition={chosen.draft} profileId={person?.id} />}
    </>
  );
}

function DelayPreview({ step: { duration, until, past = 'continue' } }: { step: DelayStep }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const now = useNow();
  if (duration) return <p className={styles.paragraph}>{t('preview.delay', { time: format.moment(now + durationMs(duration)) })}</p>;
  if (until?.type === 'date') return 'trait' in until.of ? <DatePreview trait={until.of.trait} /> : null;
  const at = until && goesOnAt(until, clockIn(ownZone(), now));
  if (at === 'past') return <p className={styles.paragraph}>{t('preview.pastInZone', { zone: ownZone(), what: t(`delay.pasts.${past}`) })}</p>;
  return <GoesOn at={at} />;
}

function WindowPreview({ step }: { step: WindowStep }) {
  const now = useNow();
  return <GoesOn at={windowOpensAt(step, clockIn(ownZone(), now))} />;
}

/** As if the person lived where the viewer does. */
function GoesOn({ at }: { at: ClockTime | 'now' | undefined }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const zone = ownZone();
  if (at === undefined) return <Text c="dimmed">{t('summary.noWeekday')}</Text>;
  if (at === 'now') return <p className={styles.paragraph}>{t('preview.onAtOnce', { zone })}</p>;
  return <p className={styles.paragraph}>{t('preview.onInZone', { day: format.day(at.day), at: at.at, zone })}</p>;
}

/** Who has a date there at all. */
function DatePreview({ trait }: { trait: string }) {
  const { t } = useTranslation('journeys');
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  if (trait.trim() === '') return <Text c="dimmed">{t('preview.noTrait')}</Text>;
  return (
    <section className={styles.branchPreview}>
      <h3 className={styles.heading}>{t('preview.hasDate', { trait })}</h3>
      <PersonPicker label={t('preview.test')} person={person} onChange={setPerson} />
      <ConditionPreview condition={{ fact: 'trait', params: { name: trait }, operator: 'exists' }} person={person} />
    </section>
  );
}

function BranchesPreview({ step }: { step: Extract<Step, { type: 'split' | 'waitUntil' }> }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const format = useFormat();
  const now = useNow();
  const definition = useDefinition();
  const { names } = useEditor();
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  return (
    <>
      <p className={styles.paragraph}>{t(step.type === 'split' ? 'preview.split' : 'preview.waitUntil')}</p>
      <PersonPicker label={t('preview.test')} person={person} onChange={setPerson} />
      {step.branches.map((branch) => {
        const condition: Condition | undefined = branch.condition;
        return (
          <section key={branch.id} className={styles.branchPreview}>
            <h3 className={styles.heading}>{say(portPhrase(definition, { from: step.id, outlet: branch.id }, names) ?? { key: 'branch.empty' })}</h3>
            {condition ? (
              <ConditionPreview condition={condition} person={person} />
            ) : (
              <EventPreview name={'event' in branch ? (branch.event?.name ?? '') : ''} />
            )}
          </section>
        );
      })}
      {step.type === 'waitUntil' && <p className={styles.paragraph}>{t('preview.timeout', { time: format.moment(now + durationMs(step.timeout.after)) })}</p>}
    </>
  );
}

/** How often the event came, as far as it was ever seen. */
function EventPreview({ name }: { name: string }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const events = useEventNames();
  if (name === '') return <Text c="dimmed">{t('branch.empty')}</Text>;
  const seen = events.data?.items.find((each) => each.name === name);
  if (!events.data) return null;
  if (!seen) return <p className={styles.paragraph}>{t('event.neverSeen')}</p>;
  return (
    <p className={styles.paragraph}>
      {seen.count !== undefined && t('preview.seen', { count: seen.count, n: format.number(seen.count), event: name })}{' '}
      {seen.lastSeenAt !== undefined && (
        <Text span c="dimmed">
          {t('preview.lastSeen')} <RelativeTime at={seen.lastSeenAt} />
        </Text>
      )}
    </p>
  );
}

function TriggerPreview() {
  const { t } = useTranslation('journeys');
  const { trigger } = useDefinition();
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  return (
    <>
      <StartPreview trigger={trigger} />
      {trigger.condition && (
        <section className={styles.branchPreview}>
          <h3 className={styles.heading}>{t('trigger.condition')}</h3>
          <PersonPicker label={t('preview.test')} person={person} onChange={setPerson} />
          <ConditionPreview condition={trigger.condition} person={person} />
        </section>
      )}
    </>
  );
}

function StartPreview({ trigger }: { trigger: Trigger }) {
  switch (trigger.type) {
    case 'event':
      return <EventPreview name={trigger.event.name} />;
    case 'segment':
      return <SegmentPreview segmentKey={trigger.segment} />;
    case 'date':
      return <DatePreview trait={trigger.trait} />;
    case 'schedule':
      return (
        <>
          <SegmentPreview segmentKey={trigger.segment} />
          <NextTime trigger={trigger} />
        </>
      );
    case 'api':
    case 'handOff':
      return null;
  }
}

function SegmentPreview({ segmentKey }: { segmentKey: string }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const segment = useSegments().data?.items.find(({ key }) => key === segmentKey);
  return (
    <p className={styles.paragraph}>
      {segment === undefined
        ? t('preview.noSegment')
        : t('preview.members', { count: segment.members, n: format.number(segment.members), segment: segment.name })}
    </p>
  );
}

function NextTime({ trigger }: { trigger: ScheduleTrigger }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const now = useNow();
  const next = nextScheduled(trigger, ownZone(), now);
  if (!next) return <p className={styles.paragraph}>{t('preview.noTime')}</p>;
  const words = trigger.zone === 'person' ? 'preview.nextTimeTheirs' : 'preview.nextTime';
  return <p className={styles.paragraph}>{t(words, { day: format.day(next.day), at: next.at, zone: trigger.zone })}</p>;
}
