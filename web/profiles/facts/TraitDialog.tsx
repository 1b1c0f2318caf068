import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, path } from '../../api/client.js';
import type { Trait } from '../../api/profiles.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { showDone } from '../../ui/toasts.js';
import { type InputKind, inputKinds, inputOf, typedValue } from './trait-input.js';

interface TraitDialogProps {
  profileId: string;
  /** Absent: a new one. */
  trait?: Trait;
  onClose: () => void;
}

/** Sets one trait by hand. It counts as said now: whatever a source sends later replaces it. */
export function TraitDialog({ profileId, trait, onClose }: TraitDialogProps) {
  const { t } = useTranslation(['profiles', 'ui']);
  const queries = useQueryClient();
  const [name, setName] = useState(trait?.name ?? '');
  const [input, setInput] = useState(inputOf(trait?.value));
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState<'save' | 'clear'>();
  const [error, setError] = useState<unknown>(null);
  const value = typedValue(input);
  const save = async (next: Trait['value'], how: 'save' | 'clear'): Promise<void> => {
    setSaving(how);
    setError(null);
    try {
      await call('PUT', path`/api/profiles/${profileId}/traits`, { body: { traits: { [name.trim()]: next } } });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path`/api/profiles/${profileId}`) });
      showDone(t(how === 'clear' ? 'trait.clearedDone' : 'trait.saved', { name: name.trim() }));
      onClose();
    } catch (failure) {
      setError(failure);
      setSaving(undefined);
    }
  };
  const submit = (): void => {
    setTried(true);
    if (name.trim() !== '' && value !== undefined) void save(value, 'save');
  };
  const setKind = (kind: InputKind): void => setInput({ kind, text: kind === 'boolean' ? 'true' : input.kind === 'boolean' ? '' : input.text });
  const valueError = tried && value === undefined ? t(`trait.not.${input.kind}`) : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={trait ? t('trait.editTitle', { name: trait.name }) : t('trait.addTitle')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          {trait === undefined && (
            <TextInput
              label={t('trait.name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={tried && name.trim() === '' ? t('trait.nameNeeded') : undefined}
              maxLength={512}
              data-autofocus
            />
          )}
          <Select
            label={t('trait.kind')}
            data={inputKinds.map((kind) => ({ value: kind, label: t(`trait.kinds.${kind}`) }))}
            value={input.kind}
            onChange={(kind) => setKind((kind ?? 'text') as InputKind)}
            allowDeselect={false}
          />
          {input.kind === 'boolean' ? (
            <Select
              label={t('trait.value')}
              data={['true', 'false'].map((each) => ({ value: each, label: t(each === 'true' ? 'value.yes' : 'value.no') }))}
              value={input.text}
              onChange={(text) => setInput({ ...input, text: text ?? 'true' })}
              allowDeselect={false}
            />
          ) : input.kind === 'number' ? (
            <TextInput
              label={t('trait.value')}
              inputMode="decimal"
              value={input.text}
              onChange={(event) => setInput({ ...input, text: event.currentTarget.value })}
              error={valueError}
            />
          ) : (
            <Textarea
              label={t('trait.value')}
              value={input.text}
              onChange={(event) => setInput({ ...input, text: event.currentTarget.value })}
              error={valueError}
              autosize
              minRows={input.kind === 'json' ? 4 : 1}
              maxRows={12}
              {...(trait && { 'data-autofocus': true })}
            />
          )}
          <p style={{ margin: 0 }}>{t('trait.editNote')}</p>
          {error !== null && <ErrorState error={error} />}
          <Group justify="flex-end" gap="xs">
            {trait && (
              <Button variant="default" mr="auto" loading={saving === 'clear'} onClick={() => void save(null, 'clear')}>
                {t('trait.clear')}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {t('ui:cancel')}
            </Button>
            <Button type="submit" loading={saving === 'save'}>
              {t('trait.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
