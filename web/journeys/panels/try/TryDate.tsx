import type { DateTrigger } from '@cairn/workflows/contracts/journey.js';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../../app/i18n/format.js';
import { CodeBlock } from '../../../ui/CodeBlock.js';
import { useNow } from '../../../ui/useNow.js';
import { clockIn, dateToTry, ownZone } from '../../model/preview-times.js';
import styles from '../Panels.module.css';
import { Outcome } from './Outcome.js';
import { PersonField } from './PersonField.js';
import { Send } from './Send.js';
import { type EventCall, identifyCurl, isChosen } from './try-it.js';
import { useTryIt } from './useTryIt.js';

/** Gives one person a date that comes at the next time of day. */
export function TryDate({ trigger, onFollow }: { trigger: DateTrigger; onFollow(runId: string): void }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const now = useNow();
  const [who, setWho] = useState<EventCall['who']>({});
  const [typed, setTyped] = useState<string | null>(null);
  const tryIt = useTryIt();
  const { trait } = trigger;
  const { date: soon, starts } = dateToTry(trigger, clockIn(ownZone(), now));
  if (trait.trim() === '') return <p className={styles.paragraph}>{t('preview.noTrait')}</p>;
  const date = typed ?? soon;
  const traits = { [trait]: date };
  return (
    <>
      <p className={styles.paragraph}>{t('try.date', { trait, date: soon, day: format.day(starts.day), at: starts.at })}</p>
      <PersonField onChange={setWho} />
      <TextInput label={trait} value={date} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Send sending={tryIt.sending} disabled={!isChosen(who) || date === ''} failure={tryIt.failure} onSend={() => void tryIt.identify(who, traits)}>
        {t('try.setTrait', { trait })}
      </Send>
      {tryIt.sent && <Outcome sent={tryIt.sent} startsLater onFollow={onFollow} />}
      <CodeBlock label="curl" code={identifyCurl(window.location.origin, tryIt.writeKey ?? 'WRITE_KEY', who, traits)} />
    </>
  );
}
