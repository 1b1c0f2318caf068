import { Button, Group, Modal, Stack } from '@mantine/core';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { ProfileSummary } from '../api/profiles.js';
import { MergeDialog } from '../matching/MergeDialog.js';
import { PersonPicker } from './PersonPicker.js';

/** Two profiles that somebody knows to be one person: first whom, then what would become of both. */
export function MergeWith({ profileId }: { profileId: string }) {
  const { t } = useTranslation(['profiles', 'ui']);
  const navigate = useNavigate();
  const [stage, setStage] = useState<'closed' | 'choosing' | 'comparing'>('closed');
  const [other, setOther] = useState<ProfileSummary | null>(null);
  const close = (): void => setStage('closed');
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowMerge size={16} stroke={1.5} />}
        onClick={() => {
          setOther(null);
          setStage('choosing');
        }}
      >
        {t('merge.with')}
      </Button>
      <Modal opened={stage === 'choosing'} onClose={close} title={t('merge.title')} closeButtonProps={{ 'aria-label': t('ui:close') }}>
        <Stack gap="md">
          <PersonPicker label={t('merge.who')} person={other} onChange={setOther} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('ui:cancel')}
            </Button>
            <Button disabled={other === null || other.id === profileId} onClick={() => setStage('comparing')}>
              {t('merge.compare')}
            </Button>
          </Group>
        </Stack>
      </Modal>
      {other !== null && (
        <MergeDialog
          opened={stage === 'comparing'}
          onClose={close}
          profiles={[profileId, other.id]}
          onMerged={(survivor) => {
            close();
            void navigate(`/profiles/${encodeURIComponent(survivor)}`);
          }}
        />
      )}
    </>
  );
}
