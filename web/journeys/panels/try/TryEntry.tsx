import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CodeBlock } from '../../../ui/CodeBlock.js';
import { JsonField } from '../../inspector/fields/JsonField.js';
import { entriesCurl } from '../../model/entries-call.js';
import { useEditor } from '../../page/EditorContext.js';
import { Outcome } from './Outcome.js';
import { PersonField } from './PersonField.js';
import { Send } from './Send.js';
import { type EventCall, identityOf, isChosen, isObject, shown } from './try-it.js';
import { useTryIt } from './useTryIt.js';

/** Brings one person in over the API, with a payload, as a program does. */
export function TryEntry({ onFollow }: { onFollow(runId: string): void }) {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  const [who, setWho] = useState<EventCall['who']>({});
  const [payload, setPayload] = useState<EventCall['properties']>({});
  const tryIt = useTryIt();
  return (
    <>
      <PersonField onChange={setWho} />
      <JsonField label={t('try.payload')} value={payload} onChange={(next) => isObject(next) && setPayload(next)} />
      <Send sending={tryIt.sending} disabled={!isChosen(who)} failure={tryIt.failure} onSend={() => void tryIt.enter(journey.key, who, payload)}>
        {t('try.enter')}
      </Send>
      {tryIt.sent && <Outcome sent={tryIt.sent} onFollow={onFollow} />}
      <CodeBlock label="curl" code={entriesCurl(window.location.origin, journey.key, { people: [identityOf(shown(who))], payload })} />
    </>
  );
}
