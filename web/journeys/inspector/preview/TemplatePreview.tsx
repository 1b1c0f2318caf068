import { Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { type ApiError, call } from '../../../api/client.js';
import type { components } from '../../../api/generated/schema.js';
import { ErrorState } from '../../../ui/ErrorState.js';
import { BlockSkeleton } from '../../../ui/skeletons.js';
import styles from '../Inspector.module.css';

type Preview = components['schemas']['TemplatePreview'];

/** As the server renders it, for a person or with nobody's data. Sandboxed: nothing of a template runs or loads in our page's name. */
export function TemplatePreview({ definition, profileId }: { definition: unknown; profileId: string | undefined }) {
  const { t } = useTranslation('journeys');
  const { data, error, refetch } = useQuery<Preview, ApiError>({
    queryKey: ['/api/templates/preview', definition, profileId ?? null],
    queryFn: async ({ signal }) =>
      await call<Preview>('POST', '/api/templates/preview', { body: { definition, ...(profileId !== undefined && { profileId }) }, signal }),
    retry: false,
    placeholderData: keepPreviousData,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <BlockSkeleton />;
  return (
    <div>
      {data.problems.map((problem) => (
        <p key={problem.message} className={styles.previewProblem}>
          {problem.message}
        </p>
      ))}
      <Text size="sm" fw={600} mb={4}>
        {t('message.subject', { subject: data.subject })}
      </Text>
      <iframe title={t('message.previewName')} sandbox="" srcDoc={data.html} className={styles.preview} />
    </div>
  );
}
