import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type ApiError, call } from '../../../api/client.js';
import type { ProfileSummary } from '../../../api/profiles.js';
import type { SegmentPreview } from '../../../api/segments.js';
import { useFormat } from '../../../app/i18n/format.js';
import { ExplanationTree } from '../../../segments/ExplanationTree.js';
import { ErrorState } from '../../../ui/ErrorState.js';
import { StatusBadge } from '../../../ui/StatusBadge.js';
import { BlockSkeleton } from '../../../ui/skeletons.js';
import styles from '../Inspector.module.css';

/** How many fulfil a condition now, and clause by clause how it stands for one person. */
export function ConditionPreview({ condition, person }: { condition: Condition; person: ProfileSummary | null }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const [asked] = useDebouncedValue(condition, 300);
  const isOpen = !isAsked(asked);
  const readsTrigger = facts(asked).has('trigger');
  const { data, error, refetch } = useQuery<SegmentPreview, ApiError>({
    queryKey: ['/api/segments/preview', asked, person?.id ?? null],
    queryFn: async ({ signal }) =>
      await call<SegmentPreview>('POST', '/api/segments/preview', { body: { condition: asked, ...(person && { profileId: person.id }) }, signal }),
    enabled: !isOpen && !readsTrigger,
    placeholderData: keepPreviousData,
  });
  if (isOpen) return <Text c="dimmed">{t('branch.empty')}</Text>;
  if (readsTrigger) return <p className={styles.paragraph}>{t('preview.readsTrigger')}</p>;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <BlockSkeleton />;
  const holds = t(data.estimate ? 'preview.holdsAbout' : 'preview.holds', {
    count: data.count,
    n: format.number(data.count),
    total: format.number(data.total),
  });
  return (
    <>
      <p className={styles.paragraph}>{holds}</p>
      {person && data.explanation && (
        <>
          <StatusBadge tone={data.explanation.result ? 'success' : 'neutral'} icon={data.explanation.result ? IconCheck : IconX}>
            {t(data.explanation.result ? 'preview.holdsFor' : 'preview.holdsNotFor', { name: person.displayName })}
          </StatusBadge>
          <ExplanationTree explanation={data.explanation} />
        </>
      )}
    </>
  );
}

/** Something to ask: an empty group is a condition that nobody has written yet. */
function isAsked(condition: Condition): boolean {
  if ('all' in condition) return condition.all.length > 0 && condition.all.every(isAsked);
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(isAsked);
  if ('not' in condition) return isAsked(condition.not);
  return true;
}

function facts(condition: Condition): Set<string> {
  if ('all' in condition) return new Set(condition.all.flatMap((each) => [...facts(each)]));
  if ('any' in condition) return new Set(condition.any.flatMap((each) => [...facts(each)]));
  if ('not' in condition) return facts(condition.not);
  return new Set('fact' in condition ? [condition.fact] : []);
}
