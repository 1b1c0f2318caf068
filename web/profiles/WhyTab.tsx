import type { Explanation } from '@cairn/rules/contracts/facts.js';
import { Select } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { type Page, path } from '../api/client.js';
import { type JourneyItem, journeysPath } from '../api/journeys.js';
import { useTemplateNames } from '../api/messages.js';
import type { Profile, Why, WhyReason, WhyRun } from '../api/profiles.js';
import { useGet } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { noNames } from '../journeys/model/names.js';
import { summary } from '../journeys/model/summary.js';
import { usePhrase } from '../journeys/usePhrase.js';
import { ExplanationTree } from '../segments/ExplanationTree.js';
import { Card } from '../ui/Card.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ErrorState } from '../ui/ErrorState.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { useUrlState } from '../ui/useUrlState.js';
import classes from './Profile.module.css';
import { Row } from './Row.js';
import { triggerName } from './trigger-name.js';

/** For any journey: entered when and by which event, or why not, clause by clause; then each step with its outcome. */
export function WhyTab({ profile }: { profile: Profile }) {
  const { t } = useTranslation('profiles');
  const [chosen, setChosen] = useUrlState('journey');
  const journeys = useGet<Page<JourneyItem>>(journeysPath);
  const all = journeys.data?.items ?? [];
  const journey = chosen === '' ? (profile.activeRuns[0]?.journey ?? all[0]?.key ?? '') : chosen;
  const why = useGet<Why>(path`/api/profiles/${profile.id}/why`, { query: { journey }, enabled: journey !== '', every: 5_000 });
  if (journeys.data !== undefined && all.length === 0) return <EmptyState icon={IconRoute} title={t('why.noJourneys')} />;
  return (
    <div className={classes.facts}>
      <Select
        label={t('why.journey')}
        data={all.map((item) => ({ value: item.key, label: item.draft.name }))}
        value={journey}
        onChange={(value) => setChosen(value ?? '')}
        allowDeselect={false}
        maw={400}
      />
      {why.error !== null ? (
        <ErrorState error={why.error} onRetry={() => void why.refetch()} />
      ) : why.data === undefined ? (
        <BlockSkeleton />
      ) : (
        <WhyAnswer why={why.data} journey={all.find((item) => item.key === journey)} />
      )}
    </div>
  );
}

function WhyAnswer({ why, journey }: { why: Why; journey: JourneyItem | undefined }) {
  const { t } = useTranslation('profiles');
  const run = why.runs[0];
  return (
    <>
      <Card>
        <ul className={classes.reasons}>
          <li>
            <StatusBadge tone={why.entered ? 'success' : 'neutral'} icon={why.entered ? IconCircleCheck : IconCircleX}>
              {t(why.entered ? 'why.entered' : 'why.notEntered')}
            </StatusBadge>
          </li>
          {why.reasons.map((reason, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one answer's reasons never move
            <ReasonItem key={index} reason={reason} run={why.runs.find((each) => each.run.trigger.messageId === reason.values.messageId)} />
          ))}
        </ul>
      </Card>
      {run !== undefined && <WhySteps why={why} run={run} journey={journey} />}
    </>
  );
}

/** The newest run, step by step: what each step was, what came of it, and what was compared. */
function WhySteps({ why, run, journey }: { why: Why; run: WhyRun; journey: JourneyItem | undefined }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  const say = usePhrase();
  const templates = useTemplateNames();
  const names = { ...noNames, template: (key: string) => templates.get(key) };
  const steps = new Map((journey?.draft.steps ?? []).map((step) => [step.id, step]));
  const outcomeOf = (outcome: string): string => t(`outcome.${outcome}`, { defaultValue: outcome });
  return (
    <Card
      title={t('why.steps')}
      aside={
        run.temporalUrl !== null && (
          <a href={run.temporalUrl} target="_blank" rel="noreferrer">
            {t('why.temporal')}
          </a>
        )
      }
    >
      <ol className={classes.timeline}>
        {run.path.map((entry) => {
          const step = steps.get(entry.stepId);
          const decision = why.steps.find((each) => each.stepId === entry.stepId && isExplanation(each.detail?.explanation));
          return (
            <Row
              key={`${entry.stepId} ${entry.visit}`}
              icon={<IconRoute size={16} stroke={1.5} />}
              tone={entry.leftAt === undefined ? 'info' : 'neutral'}
              at={new Date(entry.arrivedAt).toISOString()}
            >
              <p>
                <strong>{step === undefined ? entry.stepId : say(summary(step, names))}</strong>
              </p>
              <p className={classes.dim}>
                {entry.leftAt === undefined
                  ? t('why.isHere')
                  : t('why.left', { outcome: outcomeOf(entry.outcome ?? 'next'), date: format.moment(entry.leftAt) })}
              </p>
              {(entry.reason !== undefined || entry.outcome === 'sent') && (
                <p className={classes.dim}>{entry.reason === undefined ? t('why.sent') : t('why.because', { reason: outcomeOf(entry.reason) })}</p>
              )}
              {isExplanation(decision?.detail?.explanation) && <ExplanationTree explanation={decision.detail.explanation} />}
            </Row>
          );
        })}
      </ol>
      {run.endReason !== null && run.endedAt !== null && <p>{t('why.ended', { reason: t(`endReason.${run.endReason}`), date: format.moment(run.endedAt) })}</p>}
    </Card>
  );
}

function ReasonItem({ reason, run }: { reason: WhyReason; run: WhyRun | undefined }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  // Instants among the values are shown in the viewer's zone.
  const values = Object.fromEntries(
    Object.entries(reason.values).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
        ? format.moment(value)
        : typeof value === 'number'
          ? format.number(value)
          : String(value ?? ''),
    ]),
  );
  return (
    <li className={classes.reason}>
      <span>
        {run !== undefined && reason.code === 'entered'
          ? t('reason.enteredBy', { event: triggerName(run.run.trigger.name, t), at: format.moment(run.run.trigger.timestamp) })
          : t(`reason.${reason.code}`, { ...values, defaultValue: reason.code })}
        {reason.at !== null && reason.code !== 'entered' && <span className={classes.dim}> {format.moment(reason.at)}</span>}
      </span>
      {isExplanation(reason.explanation) && <ExplanationTree explanation={reason.explanation} />}
    </li>
  );
}

function isExplanation(value: unknown): value is Explanation {
  return typeof value === 'object' && value !== null && 'kind' in value && 'result' in value;
}
