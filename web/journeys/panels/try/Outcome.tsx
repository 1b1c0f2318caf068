import { Anchor, Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useGet } from '../../../api/query.js';
import { useSession } from '../../../api/session.js';
import { useFormat } from '../../../app/i18n/format.js';
import { journeyAddress, type Run } from '../../api.js';
import { useEditor } from '../../page/EditorContext.js';
import styles from '../Panels.module.css';
import { RunState } from '../RunState.js';
import { identityOf } from './try-it.js';
import type { Sent } from './useTryIt.js';

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

interface OutcomeProps {
  sent: Sent;
  /** Not at once, but when its time comes. */
  startsLater?: boolean;
  onFollow(runId: string): void;
}

/** What came of it: the run that it started, or where it says why there is none. */
export function Outcome({ sent, startsLater = false, onFollow }: OutcomeProps) {
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
  const run = runs.data?.items.find((each) => isOf(each, sent));
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
          {t(startsLater ? 'try.startsLater' : late ? 'try.noRun' : 'try.noRunYet')}{' '}
          {late && !startsLater && profile.data && (
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

/** The event's own run; what is started without one by when it began, the clocks of server and browser a little apart. */
function isOf(run: Run, { messageId, at }: Sent): boolean {
  return messageId === null ? Date.parse(run.enteredAt) >= at - 5_000 : run.run.trigger.messageId === messageId;
}
