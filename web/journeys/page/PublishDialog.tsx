import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { Alert, Button, Group, Modal } from '@mantine/core';
import { IconCircleMinus, IconCirclePlus, IconInfoCircle, IconPencil, IconRoute, IconSettings } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useGet } from '../../api/query.js';
import { useFormat } from '../../app/i18n/format.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { showDone } from '../../ui/toasts.js';
import { type Counts, journeyAddress, journeysAddress, publishJourney } from '../api.js';
import { type Change, changedMessages } from '../model/changes.js';
import { triggerSummary } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';
import styles from './JourneyPage.module.css';

interface PublishDialogProps {
  live: JourneyDefinition | null;
  changes: Change[];
  onClose(): void;
}

const icons = { added: IconCirclePlus, removed: IconCircleMinus, changed: IconPencil, rewired: IconRoute, settings: IconSettings };

/** What changes, in sentences; who is touched, with the head-count; and only then the button. */
export function PublishDialog({ live, changes, onClose }: PublishDialogProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const format = useFormat();
  const definition = useDefinition();
  const { journey, editor, names } = useEditor();
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const counts = useGet<Counts>(`${journeyAddress(journey.key)}/counts`);
  const inside = counts.data?.active;
  const publish = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await editor.flush();
      const answer = await publishJourney(journey.key, editor.savedRevision);
      await queryClient.invalidateQueries({ queryKey: [journeysAddress] });
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(journeyAddress(journey.key)) });
      showDone(t('publish.done', { number: answer.number }));
      onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={960}
      title={t(live ? 'publish.titleAgain' : 'publish.title', { name: definition.name })}
      closeButtonProps={{ 'aria-label': t('panel.close') }}
    >
      <h3 className={styles.publishHeading}>{t('publish.what')}</h3>
      {changes.length === 0 ? (
        <p>{t('publish.nothing')}</p>
      ) : (
        <ul className={styles.changes}>
          {changes.map((change, index) => {
            const Icon = icons[change.kind];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is made once.
              <li key={index}>
                <Icon size={16} stroke={1.5} aria-hidden /> <span>{say(change.phrase)}</span>
              </li>
            );
          })}
        </ul>
      )}
      <h3 className={styles.publishHeading}>{t('publish.who')}</h3>
      <ul className={styles.changes}>
        <li>{t('publish.newcomers', { trigger: say(triggerSummary(definition.trigger, names)) })}</li>
        {live && inside !== undefined && (
          <li>{inside === 0 ? t('publish.insideNone') : t('publish.inside', { count: inside, number: journey.liveNumber ?? '' })}</li>
        )}
        {live && inside === undefined && <li>{t(counts.error ? 'publish.insideUnknown' : 'publish.counting')}</li>}
        {inside !== undefined && inside > 0 && changedMessages(live, definition).length > 0 && <li>{t('publish.oldMessages')}</li>}
      </ul>
      {journey.state === 'paused' && (
        <Alert icon={<IconInfoCircle size={18} aria-hidden />} color="orange" mt="sm">
          {t('publish.paused')}
        </Alert>
      )}
      {failure !== null && <ErrorState error={failure} />}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('publish.cancel')}
        </Button>
        <Button onClick={() => void publish()} loading={busy} disabled={changes.length === 0 && live !== null}>
          {live && inside ? t('publish.buttonInside', { count: inside, n: format.number(inside) }) : t('publish.button')}
        </Button>
      </Group>
    </Modal>
  );
}
