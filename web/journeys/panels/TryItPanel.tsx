import { Alert, Anchor, Button, Group, Tabs, TextInput } from '@mantine/core';
import { IconExternalLink, IconFlask, IconInfoCircle, IconSend } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useGet } from '../../api/query.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../app/i18n/format.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { ErrorState } from '../../ui/ErrorState.js';
import type { Run } from '../api.js';
import { journeyAddress } from '../api.js';
import { JsonField } from '../inspector/JsonField.js';
import { useEditor } from '../page/EditorContext.js';
import { SidePanel } from '../page/SidePanel.js';
import styles from './Panels.module.css';
import { PersonField } from './PersonField.js';
import { RunState } from './RunState.js';
import { browserFor, curlFor, type EventCall, identityOf, nodeFor, triggerCall } from './try-it.js';
import { type Sent, useTryIt } from './useTryIt.js';

interface TryItPanelProps {
  onFollow(runId: string): void;
  onClose(): void;
}

/** Sends one real event through the public API, shows the same call as code, and leads to the run that it started. */
export function TryItPanel({ onFollow, onClose }: TryItPanelProps) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const live = journey.state === 'live';
  return (
    <SidePanel icon={IconFlask} title={t('try.title')} label={t('try.title')} onClose={onClose}>
      {!live && (
        <Alert color="orange" icon={<IconInfoCircle size={18} aria-hidden />}>
          {t(`try.not.${journey.state}`)}
        </Alert>
      )}
      {live && journey.changed && (
        <Alert color="indigo" icon={<IconInfoCircle size={18} aria-hidden />}>
          {t('try.draftDiffers', { number: journey.liveNumber ?? '' })}
        </Alert>
      )}
      <TryItForm onFollow={onFollow} />
    </SidePanel>
  );
}

function TryItForm({ onFollow }: { onFollow(runId: string): void }) {
  const { t } = useTranslation('journeys');
  const { editor } = useEditor();
  const [event, setEvent] = useState<EventCall>(() => triggerCall(editor.document.definition.trigger));
  const tryIt = useTryIt();
  const canSend = Object.keys(event.who).length > 0 && event.name.trim() !== '';
  return (
    <>
      <PersonField onChange={(who) => setEvent((now) => ({ ...now, who }))} />
      <TextInput label={t('try.event')} value={event.name} onChange={(change) => setEvent({ ...event, name: change.currentTarget.value })} />
      <JsonField
        label={t('try.properties')}
        value={event.properties}
        onChange={(properties) =>
          typeof properties === 'object' && properties !== null && setEvent({ ...event, properties: properties as EventCall['properties'] })
        }
      />
      <Group gap="xs">
        <Button
          leftSection={<IconSend size={16} stroke={1.5} aria-hidden />}
          loading={tryIt.sending}
          disabled={!canSend}
          onClick={() => void tryIt.send(event)}
        >
          {event.name.trim() === '' ? t('try.sendNothing') : t('try.send', { event: event.name })}
        </Button>
      </Group>
      {tryIt.failure !== null && <ErrorState error={tryIt.failure} />}
      {tryIt.sent && <Outcome sent={tryIt.sent} onFollow={onFollow} />}
      <Code event={event} writeKey={tryIt.writeKey} />
    </>
  );
}

/** A run starts within a second; after this something refused it, and "why" has the answer. */
const patienceMs = 5_000;

function useLater(since: number, ms: number): boolean {
  const [passed, setPassed] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(since), ms);
    return () => clearTimeout(timer);
  }, [since, ms]);
  return passed === since;
}

function Outcome({ sent, onFollow }: { sent: Sent; onFollow(runId: string): void }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const session = useSession();
  const { journey } = useEditor();
  const profile = useGet<{ id: string }>('/api/profiles/lookup', { query: { identity: identityOf(sent.who), fresh: true } });
  const runs = useGet<{ items: Run[] }>(`${journeyAddress(journey.key)}/runs`, {
    query: { profileId: profile.data?.id, limit: 5 },
    enabled: profile.data !== undefined,
    every: 1_000,
  });
  const late = useLater(sent.at, patienceMs);
  const run = runs.data?.items.find((each) => each.run.trigger.messageId === sent.messageId);
  return (
    <section aria-live="polite">
      <p className={styles.paragraph}>{t('try.accepted', { time: format.time(sent.at) })}</p>
      {run ? (
        <div className={styles.facts}>
          <RunState run={run} />
          <Button size="xs" variant="light" onClick={() => onFollow(run.runId)}>
            {t('try.follow')}
          </Button>
        </div>
      ) : (
        <p className={styles.paragraph}>
          {t(late ? 'try.noRun' : 'try.noRunYet')}{' '}
          {late && profile.data && (
            <Anchor href={`/profiles/${encodeURIComponent(profile.data.id)}/why?journey=${encodeURIComponent(journey.key)}`} size="sm">
              {t('try.whyNot')}
            </Anchor>
          )}
        </p>
      )}
      {session.links.mailUrl !== null && (
        <Anchor href={session.links.mailUrl} target="_blank" rel="noreferrer" size="sm">
          {t('try.mail')} <IconExternalLink size={14} stroke={1.5} aria-hidden style={{ verticalAlign: '-2px' }} />
        </Anchor>
      )}
    </section>
  );
}

function Code({ event, writeKey }: { event: EventCall; writeKey: string | null }) {
  const { t } = useTranslation('journeys');
  const origin = window.location.origin;
  const key = writeKey ?? 'WRITE_KEY';
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List aria-label={t('try.code')}>
        <Tabs.Tab value="curl">curl</Tabs.Tab>
        <Tabs.Tab value="node">Node.js</Tabs.Tab>
        <Tabs.Tab value="browser">{t('try.browser')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="curl" pt="xs">
        <CodeBlock label="curl" code={curlFor(origin, key, event)} />
      </Tabs.Panel>
      <Tabs.Panel value="node" pt="xs">
        <CodeBlock label="Node.js" code={nodeFor(origin, key, event)} />
      </Tabs.Panel>
      <Tabs.Panel value="browser" pt="xs">
        <CodeBlock label={t('try.browser')} code={browserFor(origin, key, event)} />
      </Tabs.Panel>
    </Tabs>
  );
}
