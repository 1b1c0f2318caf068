import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation('ui');
  const clipboard = useClipboard({ timeout: 2_000 });
  const name = clipboard.copied ? t('copy.done') : (label ?? t('copy.copy'));
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size={24} onClick={() => clipboard.copy(text)} aria-label={name}>
        {clipboard.copied ? <IconCheck size={16} stroke={1.5} /> : <IconCopy size={16} stroke={1.5} />}
      </ActionIcon>
    </Tooltip>
  );
}
