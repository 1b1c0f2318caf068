import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

import { EmptyState } from '../ui/EmptyState.js';
import { LinkButton } from '../ui/LinkButton.js';
import { PageHeader } from '../ui/PageHeader.js';

export function NotFoundPage() {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState icon={IconMapOff} title={t('notFound.nothingAt', { address: pathname })} action={<LinkButton to="/">{t('notFound.home')}</LinkButton>}>
        {t('notFound.why')}
      </EmptyState>
    </>
  );
}
