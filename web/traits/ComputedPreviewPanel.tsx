import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ApiError, call } from '../api/client.js';
import type { ComputedSource } from '../api/computed-source.js';
import type { ProfileSummary } from '../api/profiles.js';
import type { ComputedPreview } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { PersonPicker } from '../profiles/PersonPicker.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import classes from './Computed.module.css';
import { Distribution } from './Distribution.js';

/** What it would give, before anything is saved: over a sample of people, and for a chosen person. Null: not all is said yet. */
export function ComputedPreviewPanel({ source }: { source: ComputedSource | null }) {
  const { t } = useTranslation('traits');
  const [person, setPerson] = useState<ProfileSummary | null>(null);
  const [asked] = useDebouncedValue(source, 300);
  const { data, error, refetch } = useQuery<ComputedPreview, ApiError>({
    queryKey: ['/api/computed-traits/preview', asked, person?.id],
    queryFn: async ({ signal }) =>
      await call<ComputedPreview>('POST', '/api/computed-traits/preview', { body: { source: asked, ...(person && { profileId: person.id }) }, signal }),
    enabled: asked !== null,
    placeholderData: (previous) => previous,
  });
  return (
    <div className={classes.column}>
      <Card title={t('preview')}>
        {source === null ? (
          <p className={classes.dim}>{t('previewIncomplete')}</p>
        ) : error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <BlockSkeleton lines={4} />
        ) : (
          <Distribution values={data.distribution} label={t('preview')} />
        )}
      </Card>
      <Card title={t('onePerson')}>
        <PersonPicker label={t('person')} person={person} onChange={setPerson} />
        {person !== null && source !== null && error === null && data?.person?.id === person.id && <OnePerson person={data.person} />}
      </Card>
    </div>
  );
}

function OnePerson({ person: { value, changesAt } }: { person: NonNullable<ComputedPreview['person']> }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  return (
    <div role="status">
      <p className={classes.value}>{valueText(value, format.number) ?? t('noValue')}</p>
      <p className={classes.dim}>{changesAt === null ? t('changesByEvents') : t('changesAt', { at: format.dateTime(changesAt) })}</p>
    </div>
  );
}

function valueText(value: unknown, number: (value: number) => string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return value.map((each) => valueText(each, number)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
