import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { path } from '../../api/client.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { createJourney, journeysAddress, useTemplates } from '../api.js';
import { type JourneyStart, journeyStarts, keyFor, startingDefinition } from './starts.js';

export function NewJourneyDialog({ taken, onClose }: { taken: ReadonlySet<string>; onClose(): void }) {
  const { t } = useTranslation('journeys');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const templates = useTemplates().data?.items ?? [];
  const [start, setStart] = useState<JourneyStart>('abandonedCart');
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const name = typed ?? t(`new.${start}.name`);
  const create = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const key = keyFor(name, taken);
      const definition = startingDefinition(
        start,
        name.trim(),
        templates.map((template) => template.key),
      );
      await createJourney(key, definition);
      await queryClient.invalidateQueries({ queryKey: [journeysAddress] });
      await navigate(path`/journeys/${key}`);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('new.title')} closeButtonProps={{ 'aria-label': t('panel.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void create();
        }}
      >
        <Stack gap="md">
          <Radio.Group label={t('new.start')} value={start} onChange={(value) => setStart(value as JourneyStart)}>
            <Stack gap="xs" mt="xs">
              {journeyStarts.map((each) => (
                <Radio key={each} value={each} label={t(`new.${each}.label`)} description={t(`new.${each}.help`)} />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput
            label={t('new.name')}
            value={name}
            maxLength={120}
            data-autofocus
            error={name.trim() === '' ? t('more.nameMissing') : null}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </Stack>
        {failure !== null && <ErrorState error={failure} />}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('publish.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('new.create')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
