import { Button, Group } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';

import { ErrorState } from '../../../ui/ErrorState.js';

interface SendProps {
  sending: boolean;
  disabled: boolean;
  failure: unknown;
  children: string;
  onSend(): void;
}

export function Send({ sending, disabled, failure, children, onSend }: SendProps) {
  return (
    <>
      <Group gap="xs">
        <Button leftSection={<IconSend size={16} stroke={1.5} aria-hidden />} loading={sending} disabled={disabled} onClick={onSend}>
          {children}
        </Button>
      </Group>
      {failure !== null && <ErrorState error={failure} />}
    </>
  );
}
