import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ErrorState } from '../../ui/ErrorState.js';

interface CommentFormProps {
  label: string;
  action: string;
  initial?: string;
  /** Where a half-written text is kept while this page is open. */
  keep?: string;
  onSubmit(text: string): Promise<void>;
  onCancel?(): void;
}

const most = 4_000;
/** Texts nobody has sent yet: they survive a look at another step. */
const halfWritten = new Map<string, string>();

/** Ctrl or ⌘ with Enter sends. A text that could not be stored stays in the field. */
export function CommentForm({ label, action, initial = '', keep, onSubmit, onCancel }: CommentFormProps) {
  const { t } = useTranslation('journeys');
  const [text, setText] = useState(() => (keep === undefined ? initial : (halfWritten.get(keep) ?? initial)));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const isEmpty = text.trim() === '';
  const change = (next: string): void => {
    setText(next);
    if (keep !== undefined) halfWritten.set(keep, next);
  };
  const submit = async (): Promise<void> => {
    if (isEmpty || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSubmit(text.trim());
      change('');
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Textarea
        label={label}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={most}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void submit();
        }}
      />
      {failure !== null && <ErrorState error={failure} />}
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs" variant="default" loading={busy} aria-disabled={isEmpty || undefined} data-disabled={isEmpty || undefined}>
          {action}
        </Button>
        {onCancel && (
          <Button size="xs" variant="subtle" onClick={onCancel}>
            {t('publish.cancel')}
          </Button>
        )}
      </Group>
    </form>
  );
}
