import { Button, Group, Modal } from '@mantine/core';
import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ErrorState } from './ErrorState.js';

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The consequences and the head-count; where it cannot be done, why not and what to do. */
  children: ReactNode;
  /** Verb + number: "Send to 12,304 people". */
  action: string;
  danger?: boolean;
  /** It compares things in a table. */
  wide?: boolean;
  /** What it means is not known yet: it cannot be confirmed. */
  waiting?: boolean;
  /** It cannot be done now: there is only a way out. */
  blocked?: boolean;
  /** Resolves when it is done; the dialog then closes. A failure is shown in it and nothing is lost. */
  onConfirm: () => Promise<void>;
  /** Gets the focus back. To be named where the dialog was opened by a menu item, which is gone by then. */
  opener?: RefObject<HTMLElement | null>;
}

/** One decision that cannot be undone. The focus starts on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, title, children, action, danger = false, wide = false, waiting = false, blocked = false, onConfirm, opener } = props;
  const { t } = useTranslation('ui');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (!opened) return;
    setError(null);
    return () => {
      // After the dialog has let go of the focus. A page that is left has no opener any more.
      setTimeout(() => opener?.current?.focus(), 50);
    };
  }, [opened, opener]);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} {...(wide && { size: 'xl' })} closeButtonProps={{ 'aria-label': t('close') }}>
      <div>{children}</div>
      {error !== null && <ErrorState error={error} />}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t(blocked ? 'close' : 'cancel')}
        </Button>
        {!blocked && (
          <Button
            {...(danger ? { color: 'red.9' } : {})}
            loading={busy}
            aria-disabled={waiting || undefined}
            data-disabled={waiting || undefined}
            onClick={() => !waiting && void confirm()}
          >
            {action}
          </Button>
        )}
      </Group>
    </Modal>
  );
}
