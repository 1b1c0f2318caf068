import { Tabs, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CodeBlock } from '../../../ui/CodeBlock.js';
import { JsonField } from '../../inspector/fields/JsonField.js';
import { useEditor } from '../../page/EditorContext.js';
import styles from '../Panels.module.css';
import { Outcome } from './Outcome.js';
import { PersonField } from './PersonField.js';
import { Send } from './Send.js';
import { browserFor, curlFor, type EventCall, isChosen, isObject, nodeFor, triggerCall } from './try-it.js';
import { useTryIt } from './useTryIt.js';

/** One real event through the public API. */
export function TryEvent({ onFollow }: { onFollow(runId: string): void }) {
  const { t } = useTranslation('journeys');
  const { editor } = useEditor();
  const { trigger } = editor.document.definition;
  const [event, setEvent] = useState<EventCall>(() => triggerCall(trigger));
  const tryIt = useTryIt();
  const canSend = isChosen(event.who) && event.name.trim() !== '';
  return (
    <>
      {trigger.type === 'segment' && <p className={styles.paragraph}>{t(`try.segment.${trigger.on}`)}</p>}
      <PersonField onChange={(who) => setEvent((now) => ({ ...now, who }))} />
      <TextInput label={t('try.event')} value={event.name} onChange={(change) => setEvent({ ...event, name: change.currentTarget.value })} />
      <JsonField label={t('try.properties')} value={event.properties} onChange={(properties) => isObject(properties) && setEvent({ ...event, properties })} />
      <Send sending={tryIt.sending} disabled={!canSend} failure={tryIt.failure} onSend={() => void tryIt.track(event)}>
        {event.name.trim() === '' ? t('try.sendNothing') : t('try.send', { event: event.name })}
      </Send>
      {tryIt.sent && <Outcome sent={tryIt.sent} onFollow={onFollow} />}
      <Code event={event} writeKey={tryIt.writeKey} />
    </>
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
