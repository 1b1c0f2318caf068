import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type ApiError, call } from '../api/client.js';
import type { ComputedPreview } from '../api/traits.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { Distribution } from './Distribution.js';
import { type SetFields, settingsOf } from './ready-set-fields.js';

/** How the average order value lies over people. */
export function OrderValues({ fields }: { fields: SetFields }) {
  const { t } = useTranslation('traits');
  const settings = settingsOf('orderValue', fields);
  const [asked] = useDebouncedValue(settings === null ? null : JSON.stringify({ type: 'measure', measure: { measure: 'average', ...settings } }), 300);
  const { data, error, refetch } = useQuery<ComputedPreview, ApiError>({
    queryKey: ['/api/computed-traits/preview', asked],
    queryFn: async ({ signal }) =>
      await call<ComputedPreview>('POST', '/api/computed-traits/preview', { body: { source: JSON.parse(asked ?? 'null') }, signal }),
    enabled: asked !== null,
    placeholderData: (previous) => previous,
  });
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <BlockSkeleton lines={6} />;
  return (
    <>
      <h3>{t('setNames.order_average')}</h3>
      <Distribution values={data.distribution} label={t('setNames.order_average')} />
    </>
  );
}
