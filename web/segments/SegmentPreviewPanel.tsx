import type { Condition } from '@cairn/rules/contracts/condition.js';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { type ApiError, call } from '../api/client.js';
import type { SegmentPreview } from '../api/segments.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import classes from './Segments.module.css';
import { TestOnOnePerson } from './TestOnOnePerson.js';

/** How many, for a chosen person every clause with its answer, and twenty of them: before anything is saved. Null: not all is said yet. */
export function SegmentPreviewPanel({ condition }: { condition: Condition | null }) {
  const { t } = useTranslation('segments');
  // Completeness travels with the condition: a half-made one must not be asked just because the next one is whole.
  const [asked] = useDebouncedValue(condition, 300);
  const { data, error, refetch, isPlaceholderData } = useQuery<SegmentPreview, ApiError>({
    queryKey: ['/api/segments/preview', asked],
    queryFn: async ({ signal }) => await call<SegmentPreview>('POST', '/api/segments/preview', { body: { condition: asked }, signal }),
    enabled: asked !== null,
    placeholderData: (previous) => previous,
  });
  // The estimate is there within a second; the exact count follows, unless somebody goes on editing.
  const exact = useQuery<SegmentPreview, ApiError>({
    queryKey: ['/api/segments/preview', asked, 'exact'],
    queryFn: async ({ signal }) => await call<SegmentPreview>('POST', '/api/segments/preview', { body: { condition: asked, exact: true }, signal }),
    enabled: asked !== null && condition === asked && data?.estimate === true && !isPlaceholderData,
  });
  const counted = exact.data ?? data;
  return (
    <div className={classes.column}>
      <Card title={t('preview')}>
        {condition === null ? (
          <p className={classes.dim}>{t('previewIncomplete')}</p>
        ) : error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : counted === undefined ? (
          <BlockSkeleton lines={2} />
        ) : (
          <Count preview={counted} isCounting={exact.isFetching} />
        )}
      </Card>
      <TestOnOnePerson condition={condition === null ? null : asked} />
      {condition !== null && counted !== undefined && error === null && counted.sample.length > 0 && <Sample preview={counted} />}
    </div>
  );
}

function Count({ preview: { count, estimate, asked, total, tookMs }, isCounting }: { preview: SegmentPreview; isCounting: boolean }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const took = Math.round(tookMs);
  return (
    <>
      <p className={classes.count} role="status">
        {t(estimate ? 'countAbout' : 'count', { count, n: format.number(count) })}
      </p>
      <p className={classes.dim}>{isCounting ? t('countingExactly') : t('took', { duration: t('milliseconds', { count: took, n: format.number(took) }) })}</p>
      {count === 0 && (
        <StatusBadge tone="warning" icon={IconAlertTriangle}>
          {estimate ? t('noneOfAsked', { asked: format.number(asked), total: format.number(total) }) : t('none')}
        </StatusBadge>
      )}
    </>
  );
}

function Sample({ preview }: { preview: SegmentPreview }) {
  const { t } = useTranslation('segments');
  return (
    <Card title={t('sample')}>
      <ul className={classes.people}>
        {preview.sample.map((member) => (
          <li key={member.id}>
            <Link to={`/profiles/${encodeURIComponent(member.id)}`}>
              <span>{member.displayName}</span>
              <span>{member.email === member.displayName ? '' : member.email}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
