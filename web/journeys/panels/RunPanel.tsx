import { Anchor, Button } from '@mantine/core';
import { IconArrowLeft, IconExternalLink, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { path } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { useFormat } from '../../app/i18n/format.js';
import { ExplanationTree } from '../../segments/ExplanationTree.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import type { Run, Why, WhyReason } from '../api.js';
import { causeOf } from '../model/made-up-names.js';
import { outcomePhrase } from '../model/outcome.js';
import { stepById } from '../model/ports.js';
import { portPhrase, summary, title } from '../model/summary.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { SidePanel } from '../page/SidePanel.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Panels.module.css';
import { RunState } from './RunState.js';

interface RunPanelProps {
  run: Run | undefined;
  error: unknown;
  onStep(id: string): void;
  onBack(): void;
  onClose(): void;
}

/** One person's way: what was received, where they are now, what is due; and why, clause by clause. */
export function RunPanel({ run, error, onStep, onBack, onClose }: RunPanelProps) {
  const { t } = useTranslation('journeys');
  return (
    <SidePanel icon={IconUser} title={run ? (run.displayName ?? run.profileId) : t('follow.title')} label={t('follow.name')} onClose={onClose}>
      <Button
        variant="subtle"
        size="xs"
        px={4}
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconArrowLeft size={16} stroke={1.5} aria-hidden />}
        onClick={onBack}
      >
        {t('follow.back')}
      </Button>
      {error ? <ErrorState error={error} /> : !run ? <BlockSkeleton /> : <RunDetails run={run} onStep={onStep} />}
    </SidePanel>
  );
}

function RunDetails({ run, onStep }: { run: Run; onStep(id: string): void }) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const why = useGet<Why>(path`/api/profiles/${run.profileId}/why`, { query: { journey: journey.key }, every: run.state === 'active' ? 5_000 : undefined });
  return (
    <>
      <div className={styles.facts}>
        <RunState run={run} />
        <Anchor component={Link} to={path`/profiles/${run.profileId}`} size="sm">
          {t('follow.profile')}
        </Anchor>
        {run.temporalUrl !== null && (
          <Anchor href={run.temporalUrl} target="_blank" rel="noreferrer" size="sm">
            {t('follow.temporal')} <IconExternalLink size={14} stroke={1.5} aria-hidden style={{ verticalAlign: '-2px' }} />
          </Anchor>
        )}
      </div>
      <section>
        <h3 className={styles.heading}>{t('follow.received')}</h3>
        <p className={styles.paragraph}>
          <EnteredBy run={run} words="follow.enteredBy" />
        </p>
        <Payload properties={run.run.trigger.properties} />
      </section>
      <section>
        <h3 className={styles.heading}>{t('follow.now')}</h3>
        <NowWords run={run} />
      </section>
      <section>
        <h3 className={styles.heading}>{t('follow.path')}</h3>
        <PathList run={run} onStep={onStep} />
      </section>
      <section>
        <h3 className={styles.heading}>{t('follow.why')}</h3>
        {why.isPending && <BlockSkeleton />}
        {why.error && <ErrorState error={why.error} onRetry={() => void why.refetch()} />}
        {why.data && <WhyWords why={why.data} run={run} />}
      </section>
    </>
  );
}

/** What brought the person in. @param words for an event; the rest says the same everywhere */
function EnteredBy({ run, words }: { run: Run; words: 'follow.enteredBy' | 'why.enteredBy' }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const { names } = useEditor();
  const { name: triggerName, timestamp } = run.run.trigger;
  const { kind, name } = causeOf(triggerName);
  const time = format.moment(timestamp);
  if (kind === 'event') return <>{t(words, { event: name, time })}</>;
  const known = kind.startsWith('segment') || kind === 'schedule' ? names.segment(name) : kind === 'journey' ? names.journey(name) : undefined;
  return <>{t(`enteredBy.${kind}`, { name: known ?? name, time })}</>;
}

function Payload({ properties }: { properties: { [key: string]: unknown } }) {
  const entries = Object.entries(properties);
  if (entries.length === 0) return null;
  return (
    <dl className={styles.payload}>
      {entries.slice(0, 12).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function NowWords({ run }: { run: Run }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const format = useFormat();
  const definition = useDefinition();
  if (run.state === 'ended') {
    const at = run.endedAt ?? run.enteredAt;
    return <p className={styles.paragraph}>{t('follow.ended', { reason: t(`end.${run.endReason ?? 'completed'}`), time: format.moment(at) })}</p>;
  }
  const step = stepById(definition, run.run.position.stepId);
  const words = t('follow.at', { title: step ? say(title(step)) : run.run.position.stepId, time: format.moment(run.run.position.arrivedAt) });
  return (
    <>
      <p className={styles.paragraph}>{words}</p>
      {run.run.wait && <p className={styles.paragraph}>{t('follow.due', { time: format.moment(run.run.wait.dueAt) })}</p>}
    </>
  );
}

function PathList({ run, onStep }: { run: Run; onStep(id: string): void }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const format = useFormat();
  const definition = useDefinition();
  const { names } = useEditor();
  return (
    <ol className={styles.path}>
      {run.path.map((entry) => {
        const step = stepById(definition, entry.stepId);
        const way = entry.outcome === undefined ? undefined : portPhrase(definition, { from: entry.stepId, outlet: entry.outcome }, names);
        return (
          <li key={`${entry.stepId} ${entry.visit}`} data-done={entry.leftAt !== undefined || undefined}>
            <button type="button" className={styles.pathStep} onClick={() => onStep(entry.stepId)}>
              {step ? say(step.name ? title(step) : summary(step, names)) : t('follow.removedStep', { id: entry.stepId })}
            </button>
            <span className={styles.pathTime}>
              {entry.leftAt === undefined
                ? t('follow.since', { time: format.moment(entry.arrivedAt) })
                : t('follow.stay', { from: format.moment(entry.arrivedAt), to: format.clock(entry.leftAt) })}
            </span>
            <span className={styles.pathOutcome}>
              {entry.outcome === undefined ? t('outcome.waiting') : way ? say(way) : say(outcomePhrase(entry.outcome, entry.reason))}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function WhyWords({ why, run }: { why: Why; run: Run }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const format = useFormat();
  const definition = useDefinition();
  const { names } = useEditor();
  const steps = why.runs[0]?.runId === run.runId ? why.steps : [];
  return (
    <ul className={styles.why}>
      {why.reasons.map((reason, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reasons have no identity of their own.
        <li key={index}>
          <ReasonWords reason={reason} run={why.runs.find((each) => each.run.trigger.messageId === reason.values.messageId)} />
          {reason.explanation && <ExplanationTree explanation={reason.explanation} />}
        </li>
      ))}
      {steps.map((step) => {
        const at = stepById(definition, step.stepId);
        const way = portPhrase(definition, { from: step.stepId, outlet: step.outcome }, names);
        const reason = typeof step.detail?.reason === 'string' ? step.detail.reason : undefined;
        return (
          <li key={`${step.stepId} ${step.at} ${step.kind}`}>
            {t('why.step', {
              title: at ? say(title(at)) : step.stepId,
              outcome: way ? say(way) : say(outcomePhrase(step.outcome, reason)),
              time: format.moment(step.at),
            })}
          </li>
        );
      })}
    </ul>
  );
}

/** One reason as a sentence; a code that we have no words for is shown as it is rather than not at all. */
function ReasonWords({ reason, run }: { reason: WhyReason; run: Run | undefined }) {
  const { t, i18n } = useTranslation('journeys');
  const format = useFormat();
  const key = `why.${reason.code}`;
  const time = reason.at ?? (typeof reason.values.at === 'string' ? reason.values.at : null);
  if (!i18n.exists(key, { ns: 'journeys' })) return <>{t('why.other', { code: reason.code })}</>;
  if (reason.code === 'entered' && run) return <EnteredBy run={run} words="why.enteredBy" />;
  return <>{t(key, { ...reason.values, time: time === null ? '' : format.moment(time) })}</>;
}
