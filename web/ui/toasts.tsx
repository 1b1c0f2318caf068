import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

import { failureTexts } from './failure.js';

const t = (key: string): string => i18next.t(key, { ns: 'ui' });

/** "Done" in one sentence, announced politely. With `undo`: a button, for 10 s. */
export function showDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    role: 'status',
    message:
      undo === undefined ? (
        message
      ) : (
        <Group justify="space-between" gap="xs" wrap="nowrap">
          <span>{message}</span>
          <Button
            size="xs"
            variant="default"
            style={{ flexShrink: 0 }}
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {t('undo')}
          </Button>
        </Group>
      ),
    withBorder: true,
    closeButtonProps: { 'aria-label': t('close') },
    ...(undo === undefined ? { autoClose: 4_000 } : {}),
  });
}

/** What failed and how to mend it; stays until closed. */
export function showFailure(error: unknown): void {
  const { title, action } = failureTexts(error, i18next);
  notifications.show({
    role: 'alert',
    title,
    message: action,
    color: 'red',
    autoClose: false,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('close') },
  });
}
