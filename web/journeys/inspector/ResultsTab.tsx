import type { Step } from '@cairn/workflows/contracts/journey.js';
import { Anchor, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useGet } from '../../api/query.js';
import { useFormat } from '../../app/i18n/format.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import { type Counts, journeyAddress, type StepResults } from '../api.js';
import { useCanvasCommands } from '../canvas/CanvasCommands.js';
import { outcomePhrase } from '../model/outcome.js';
import { type PeopleFilter, peopleFilter } from '../model/people-filter.js';
import { outletsOf, triggerId } from '../model/ports.js';
import { portPhrase } from '../model/summary.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import type { CountsWindow } from '../page/useCounts.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Inspector.module.css';

interface Row {
  key: string;
  label: string;
  count: number;
  filter: PeopleFilter;
}

/** What became of those who came to this step. Every number opens the people it counts. */
export function ResultsTab({ step, counted }: { step: Step | undefined; counted: CountsWindow }) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  if (journey.liveVersion === null) return <Text c="dimmed">{t('results.never')}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t(`results.window.${counted.name}`, { number: journey.liveNumber ?? '' })}
      </Text>
      {step ? <StepNumbers step={step} since={counted.since} /> : <TriggerNumbers since={counted.since} />}
    </>
  );
}

function StepNumbers({ step, since }: { step: Step; since: string | undefined }) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const address = `${journeyAddress(journey.key)}/steps/${encodeURIComponent(step.id)}/results`;
  const { data, error, refetch } = useGet<StepResults>(address, { query: { since }, every: 5_000 });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <BlockSkeleton />;
  const rows = (['waiting', 'passed', 'failed'] as const).map(
    (result): Row => ({ key: result, label: t(`counts.${result}`), count: data[result], filter: { result } }),
  );
  return (
    <>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      <Numbers id={step.id} label={t('results.people')} rows={rows} />
      <Outcomes step={step} results={data} />
      {step.type === 'message' && (
        <Anchor component={Link} to={`/deliveries?journey=${encodeURIComponent(journey.key)}`} size="sm">
          {t('results.deliveries')}
        </Anchor>
      )}
    </>
  );
}

function Outcomes({ step, results }: { step: Step; results: StepResults }) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const { names } = useEditor();
  const ways = outletsOf(step);
  const isSplit = ways.length > 1;
  const countOf = (outcome: string): number => results.outcomes.find((each) => each.outcome === outcome)?.count ?? 0;
  const wayRows = ways.map(({ outlet }): Row => {
    const words = portPhrase(definition, { from: step.id, outlet }, names);
    return { key: outlet, label: words ? say(words) : outlet, count: countOf(outlet), filter: { way: outlet } };
  });
  const known = new Set(ways.map((each) => each.outlet));
  const otherRows = results.outcomes
    .filter(({ outcome }) => !(isSplit && known.has(outcome)))
    .map(({ outcome, reason, count }): Row => {
      const filter = { outcome, ...(reason !== null && { reason }) };
      return { key: `${outcome} ${reason}`, label: say(outcomePhrase(outcome, reason ?? undefined)), count, filter };
    });
  return (
    <>
      {isSplit && <Numbers id={step.id} label={t('results.ways')} rows={wayRows} withShare />}
      {otherRows.length > 0 && <Numbers id={step.id} label={t(step.type === 'message' ? 'results.sends' : 'results.outcomes')} rows={otherRows} withShare />}
    </>
  );
}

function TriggerNumbers({ since }: { since: string | undefined }) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const { data, error, refetch } = useGet<Counts>(`${journeyAddress(journey.key)}/counts`, { query: { since }, every: 5_000 });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <BlockSkeleton />;
  const rows: Row[] = [
    { key: 'entered', label: t('list.entered'), count: data.entered, filter: {} },
    { key: 'active', label: t('list.inside'), count: data.active, filter: { state: 'active' } },
    { key: 'ended', label: t('list.ended'), count: data.ended, filter: { state: 'ended' } },
  ];
  return <Numbers id={triggerId} label={t('results.people')} rows={rows} />;
}

/** Sorted as they come; a bar for the share where they are parts of one whole. */
function Numbers({ id, label, rows, withShare = false }: { id: string; label: string; rows: Row[]; withShare?: boolean }) {
  const format = useFormat();
  const commands = useCanvasCommands();
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  return (
    <section aria-label={label}>
      <h3 className={styles.heading}>{label}</h3>
      <ul className={styles.numbers}>
        {rows.map((row) => (
          <li key={row.key}>
            <UnstyledButton className={styles.number} onClick={() => commands.showPeople(id, peopleFilter(row.filter))}>
              <span className={styles.numberLabel}>{row.label}</span>
              {withShare && <span className={styles.share}>{total > 0 ? format.percent(row.count / total) : ''}</span>}
              <span className={styles.numberCount}>{format.number(row.count)}</span>
              {withShare && <span className={styles.bar} style={{ '--share': total > 0 ? row.count / total : 0 } as React.CSSProperties} />}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
