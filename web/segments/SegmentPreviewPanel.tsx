import type { Condition } from '@cairn/rules/contracts/condition.js';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type ApiError, call } from '../api/client.js';
import type { ProfileSummary } from '../api/profiles.js';
import type { SegmentPreview } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { PersonPicker } from '../profiles/PersonPicker.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { ExplanationTree } from './ExplanationTree.js';
import classes from './Segments.module.css';

/** How many, twenty of them, and for a chosen person every clause with its answer: before anything is saved. */
export function SegmentPreviewPanel({ condition, complete }: { condition: Condition; complete: boolean }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  const [asked] = useDebouncedValue(condition, 300);
  const preview = useQuery<SegmentPreview, ApiError>({
    queryKey: ['/api/segments/preview', asked, person?.id ?? null],
    queryFn: async ({ signal }) =>
      await call<SegmentPreview>('POST', '/api/segments/preview', { body: { condition: asked, ...(person === null ? {} : { profileId: person.id }) }, signal }),
    enabled: complete,
    placeholderData: keepPreviousData,
  });
  const { data, error } = preview;
  return (
    <div className={classes.column}>
      <Card title={t('preview')}>
        {!complete ? (
          <p className={classes.dim}>{t('previewIncomplete')}</p>
        ) : error !== null ? (
          <ErrorState error={error} onRetry={() => void preview.refetch()} />
        ) : data === undefined ? (
          <BlockSkeleton />
        ) : (
          <>
            <p className={classes.count} role="status">
              {data.estimate
                ? t('countAbout', { count: data.count, n: format.number(data.count) })
                : t('count', { count: data.count, n: format.number(data.count) })}
            </p>
            <p className={classes.dim}>
              {t('took', { duration: t('milliseconds', { count: Math.round(data.tookMs), n: format.number(Math.round(data.tookMs)) }) })}
            </p>
            {data.count === 0 ? (
              <StatusBadge tone="warning" icon={IconAlertTriangle}>
                {data.estimate ? t('noneOfAsked', { asked: format.number(data.asked), total: format.number(data.total) }) : t('none')}
              </StatusBadge>
            ) : (
              <ul className={classes.people} aria-label={t('sample')}>
                {data.sample.map((member) => (
                  <li key={member.id}>
                    <Link to={`/profiles/${encodeURIComponent(member.id)}`}>
                      <span>{member.displayName}</span>
                      <span>{member.email === member.displayName ? '' : member.email}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Card>
      <Card title={t('test')}>
        <div className={classes.test}>
          <PersonPicker label={t('testHint')} person={person} onChange={setPerson} />
          {complete && person !== null && data?.explanation !== undefined && (
            <>
              <p className={classes.verdict} role="status">
                <StatusBadge tone={data.explanation.result ? 'success' : 'neutral'} icon={data.explanation.result ? IconCheck : IconX}>
                  {t(data.explanation.result ? 'testIn' : 'testOut', { name: person.displayName })}
                </StatusBadge>
              </p>
              <ExplanationTree explanation={data.explanation} />
            </>
          )}
        </div>
      </Card>
    </div>
  );
}
