import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { Explanation } from '@cairn/rules/contracts/facts.js';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type ApiError, call, type Page } from '../api/client.js';
import { type ProfileSummary, profilesPath } from '../api/profiles.js';
import { useGet } from '../api/query.js';
import type { SegmentPreview } from '../api/segments.js';
import { PersonPicker } from '../profiles/PersonPicker.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { useUrlState } from '../ui/useUrlState.js';
import { ExplanationTree } from './ExplanationTree.js';
import classes from './Segments.module.css';

/** For a chosen person: in or not, and every clause with its answer and the value that was found. The person stays in the URL. */
export function TestOnOnePerson({ condition }: { condition: Condition | null }) {
  const { t } = useTranslation('segments');
  const [personId, setPersonId] = useUrlState('person');
  // Looked up, not opened: opening somebody's page is a step of the first day.
  const found = useGet<Page<ProfileSummary>>(profilesPath, { query: { search: personId, limit: 1 }, enabled: personId !== '' });
  const chosen = found.data?.items.find(({ id }) => id === personId);
  const test = useQuery<SegmentPreview, ApiError>({
    queryKey: ['/api/segments/preview', condition, personId],
    queryFn: async ({ signal }) => await call<SegmentPreview>('POST', '/api/segments/preview', { body: { condition, profileId: personId }, signal }),
    enabled: condition !== null && personId !== '',
  });
  const error = found.error ?? (condition === null ? null : test.error);
  return (
    <Card title={t('test')}>
      <div className={classes.test}>
        <PersonPicker label={t('testHint')} person={chosen ?? null} onChange={(next) => setPersonId(next?.id ?? '')} />
        {personId === '' ? null : error !== null ? (
          <ErrorState error={error} onRetry={() => void (found.error ? found.refetch() : test.refetch())} />
        ) : condition === null ? (
          <p className={classes.dim}>{t('testIncomplete')}</p>
        ) : chosen === undefined || test.data?.explanation === undefined ? (
          <BlockSkeleton lines={2} />
        ) : (
          <Verdict person={chosen} explanation={test.data.explanation} />
        )}
      </div>
    </Card>
  );
}

function Verdict({ person: { id, displayName }, explanation }: { person: ProfileSummary; explanation: Explanation }) {
  const { t } = useTranslation('segments');
  const { result } = explanation;
  return (
    <>
      <p className={classes.verdict} role="status">
        <StatusBadge tone={result ? 'success' : 'neutral'} icon={result ? IconCheck : IconX}>
          {t(result ? 'testIn' : 'testOut', { name: displayName })}
        </StatusBadge>
        <Link to={`/profiles/${encodeURIComponent(id)}`}>{t('openProfile')}</Link>
      </p>
      <ExplanationTree explanation={explanation} />
    </>
  );
}
