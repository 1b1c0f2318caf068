import type { JourneyDefinition, ScheduleTrigger } from '@cairn/workflows/contracts/journey.js';
import { Alert, Button, Group, Modal } from '@mantine/core';
import { IconCircleMinus, IconCirclePlus, IconInfoCircle, IconPencil, IconRoute, IconSettings } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { showDone } from '../../ui/toasts.js';
import { useNow } from '../../ui/useNow.js';
import { type Inside, journeyAddress, journeysAddress, publishJourney, useInside, useSegments } from '../api.js';
import { type Change, changedMessages } from '../model/changes.js';
import { nextScheduled, ownZone } from '../model/preview-times.js';
import { pinned } from '../model/publish-plan.js';
import { triggerSummary } from '../model/trigger-summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';
import styles from './JourneyPage.module.css';
import { PlanFields } from './PlanFields.js';

interface PublishDialogProps {
  live: JourneyDefinition | null;
  changes: Change[];
  onClose(): void;
}

const buttons = { pin: 'publish.buttonInside', follow: 'publish.plan.buttonFollow', migrate: 'publish.plan.buttonMigrate' } as const;
const icons = { added: IconCirclePlus, removed: IconCircleMinus, changed: IconPencil, rewired: IconRoute, settings: IconSettings };

/** What changes, in sentences; who is touched, with the head-count; and only then the button. */
export function PublishDialog({ live, changes, onClose }: PublishDialogProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const format = useFormat();
  const definition = useDefinition();
  const { journey, editor, names } = useEditor();
  const queryClient = useQueryClient();
  const [plan, setPlan] = useState(pinned);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { data: inside, error: countError } = useInside(journey.key);
  const people = inside?.people ?? 0;
  // Nothing that touches people is done before it was said how many, unless that cannot be known.
  const isCounting = live !== null && !inside && !countError;
  const isBlocked = isCounting || (changes.length === 0 && live !== null);
  const publish = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await editor.flush();
      const answer = await publishJourney(journey.key, editor.savedRevision, people > 0 ? plan : undefined);
      await queryClient.invalidateQueries({ queryKey: [journeysAddress] });
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(journeyAddress(journey.key)) });
      showDone(t(plan.people === 'migrate' && people > 0 ? 'publish.plan.doneMoving' : 'publish.done', { number: answer.number }));
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
        {definition.trigger.type === 'schedule' && <ScheduledWords trigger={definition.trigger} />}
        {live && inside && (people === 0 ? <li>{t('publish.insideNone')}</li> : inside.versions.map((each) => <InsideWords key={each.version} {...each} />))}
        {live && !inside && <li>{t(countError ? 'publish.insideUnknown' : 'publish.counting')}</li>}
        {people > 0 && changedMessages(live, definition).length > 0 && <li>{t(plan.people === 'pin' ? 'publish.oldMessages' : 'publish.plan.newMessages')}</li>}
      </ul>
      {live && inside && people > 0 && <PlanFields live={live} draft={definition} inside={inside} value={plan} onChange={setPlan} />}
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
        <Button onClick={() => !isBlocked && void publish()} loading={busy} aria-disabled={isBlocked || undefined} data-disabled={isBlocked || undefined}>
          {live && people > 0 ? t(buttons[plan.people], { count: people, n: format.number(people) }) : t('publish.button')}
        </Button>
      </Group>
    </Modal>
  );
}

/** How many a schedule brings in next, as far as it can be told. */
function ScheduledWords({ trigger }: { trigger: ScheduleTrigger }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const now = useNow();
  const segment = useSegments().data?.items.find(({ key }) => key === trigger.segment);
  const next = nextScheduled(trigger, ownZone(), now);
  if (!next) return <li>{t('preview.noTime')}</li>;
  if (!segment) return null;
  const people = { segment: segment.name, count: segment.members, n: format.number(segment.members) };
  const values = { ...people, day: format.day(next.day), at: next.at, zone: trigger.zone };
  return <li>{t(trigger.zone === 'person' ? 'publish.scheduledTheirs' : 'publish.scheduled', values)}</li>;
}

function InsideWords({ number, people }: Inside['versions'][number]) {
  const { t } = useTranslation('journeys');
  return <li>{t('publish.inside', { count: people, number: number ?? '?' })}</li>;
}
