import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../api/client.js';
import { EmptyState } from './EmptyState.js';
import { ErrorState } from './ErrorState.js';
import { failureTexts } from './failure.js';
import { LinkButton } from './LinkButton.js';
import { PageHeader } from './PageHeader.js';

interface LoadFailureProps {
  error: unknown;
  onRetry: () => void;
  /** The list that it should be in. */
  list: { to: string; label: string };
}

/** The page of something that could not be read: gone, and the way back to its list; or failed, and another try. */
export function LoadFailure({ error, onRetry, list }: LoadFailureProps) {
  const { t, i18n } = useTranslation('ui');
  const isGone = error instanceof ApiError && error.status === 404;
  const { title, action } = failureTexts(error, i18n);
  return (
    <>
      <PageHeader title={list.label} />
      {isGone ? (
        <EmptyState icon={IconMapOff} title={title} action={<LinkButton to={list.to}>{t('error.backTo', { list: list.label })}</LinkButton>}>
          {action}
        </EmptyState>
      ) : (
        <ErrorState error={error} onRetry={onRetry} fullPage />
      )}
    </>
  );
}
