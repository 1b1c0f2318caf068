import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../api/client.js';
import { CopyButton } from './CopyButton.js';
import { detailText, failureTexts } from './failure.js';
import classes from './States.module.css';

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  fullPage?: boolean;
}

/** Stands where the thing would be: what failed, how to mend it, Retry; for the server's own faults an id to copy. The rest of the page stays. */
export function ErrorState({ error, onRetry, fullPage = false }: ErrorStateProps) {
  const { t, i18n } = useTranslation('ui');
  const { title, action } = failureTexts(error, i18n);
  const details = error instanceof ApiError ? error.details.map((detail) => detailText(detail, i18n)) : [];
  const id = error instanceof ApiError && error.status >= 500 ? error.id : '';
  const box = (
    <div className={classes.error} role="alert">
      <IconAlertTriangle size={20} stroke={1.5} aria-hidden="true" />
      <div className={classes.errorBody}>
        <p className={classes.errorTitle}>{title}</p>
        {action !== '' && <p>{action}</p>}
        {details.length > 0 && (
          <ul>
            {[...new Set(details)].map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )}
        {id !== '' && (
          <span className={classes.errorId}>
            {t('error.id', { id })} <CopyButton text={id} label={t('error.copyId')} />
          </span>
        )}
        {onRetry !== undefined && (
          <Button variant="default" size="xs" mt={4} onClick={onRetry}>
            {t('error.retry')}
          </Button>
        )}
      </div>
    </div>
  );
  return fullPage ? <div className={classes.full}>{box}</div> : box;
}
