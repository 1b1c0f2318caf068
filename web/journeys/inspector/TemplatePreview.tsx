import { Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call } from '../../api/client.js';
import { ErrorState } from '../../ui/ErrorState.js';

interface Preview {
  html: string;
  text: string;
  subject: string;
}

/** As the server renders it. Sandboxed: nothing of a template runs or loads in our page's name. */
export function TemplatePreview({ definition }: { definition: unknown }) {
  const { t } = useTranslation('journeys');
  const { data, error, isPending } = useQuery({
    queryKey: ['/api/templates/preview', definition],
    queryFn: async () => await call<Preview>('POST', '/api/templates/preview', { body: { definition } }),
    retry: false,
  });
  if (isPending) return <Loader size="sm" />;
  if (error) return <ErrorState error={error} />;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('message.subject', { subject: data.subject })}
      </Text>
      <iframe
        title={t('message.previewName')}
        sandbox=""
        srcDoc={data.html}
        style={{ width: '100%', height: 320, border: '1px solid var(--cairn-border)', borderRadius: 8 }}
      />
    </div>
  );
}
