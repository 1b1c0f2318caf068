import type { Explanation } from '@cairn/rules/contracts/facts.js';
import { Select } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../api/client.js';
import { path } from '../api/client.js';
import { type JourneyItem, journeysPath } from '../api/journeys.js';
import type { Profile, Why, WhyReason } from '../api/profiles.js';
import { useGet } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import { ExplanationTree } from '../segments/ExplanationTree.js';
import { Card } from '../ui/Card.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { useUrlState } from '../ui/useUrlState.js';
import classes from './Profile.module.css';
import { Row } from './TimelineTab.js';

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
      <Select label={t('why.journey')} data={all.map((item) => ({ value: item.key, label: item.draft.name }))} value={journey} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} maw={400} />
      {why.error !== null ? (
        <ErrorState error={why.error} onRetry={() => void why.refetch()} />
      ) : why.data === undefined ? (
        <BlockSkeleton />
      ) : (
        <WhyAnswer why={why.data} />
      )}
    </div>
  );
}

function WhyAnswer({ why }: { why: Why }) {
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
            <ReasonItem key={index} reason={reason} />
          ))}
        </ul>
      </Card>
      {why.steps.length > 0 && (
        <Card title={t('why.steps')}>
          <ol className={classes.timeline}>
            {why.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: decisions have no id here and never move
              <Row key={index} icon={<IconRoute size={16} stroke={1.5} />} tone="neutral" at={step.at}>
                <p>
                  <strong>{step.stepId}</strong>
                </p>
                <p className={classes.dim}>{t(`outcome.${step.outcome}`, { defaultValue: step.outcome })}</p>
                {isExplanation(step.detail?.explanation) && <ExplanationTree explanation={step.detail.explanation} />}
              </Row>
            ))}
          </ol>
        </Card>
      )}
      {run?.temporalUrl !== null && run?.temporalUrl !== undefined && (
        <p>
          <a href={run.temporalUrl} target="_blank" rel="noreferrer">
            {t('runs.temporal')}
          </a>
        </p>
      )}
    </>
  );
}

function ReasonItem({ reason }: { reason: WhyReason }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  // Instants among the values are shown in the viewer's zone.
  const values = Object.fromEntries(
    Object.entries(reason.values).map(([name, value]) => [name, typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? format.dateTime(value) : typeof value === 'number' ? format.number(value) : String(value ?? '')]),
  );
  return (
    <li className={classes.reason}>
      <span>
        {t(`reason.${reason.code}`, { ...values, defaultValue: reason.code })}
        {reason.at !== null && <span className={classes.dim}> {format.dateTime(reason.at)}</span>}
      </span>
      {isExplanation(reason.explanation) && <ExplanationTree explanation={reason.explanation} />}
    </li>
  );
}

function isExplanation(value: unknown): value is Explanation {
  return typeof value === 'object' && value !== null && 'kind' in value && 'result' in value;
}
