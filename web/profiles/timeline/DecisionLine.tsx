import { IconArrowsSplit, IconClock, IconDoorExit, IconLock, IconRoute, IconSend, IconUsers, IconVersions } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Decision } from '../../api/profiles.js';
import classes from '../Profile.module.css';
import { Row } from '../Row.js';

const looks = {
  entry: { icon: IconRoute, tone: 'info' },
  refusal: { icon: IconLock, tone: 'warning' },
  split: { icon: IconArrowsSplit, tone: 'neutral' },
  wait: { icon: IconClock, tone: 'neutral' },
  exit: { icon: IconDoorExit, tone: 'info' },
  send: { icon: IconSend, tone: 'neutral' },
  version: { icon: IconVersions, tone: 'neutral' },
} as const;

/** One decision as a sentence; its code stands beside when no sentence is known for it. */
export function DecisionLine({ decision, journeyName }: { decision: Decision; journeyName: string }) {
  const { t } = useTranslation('profiles');
  if (decision.kind === 'identity') return <IdentityLine decision={decision} />;
  const look = looks[decision.kind];
  const outcome = t(`outcome.${decision.outcome}`, { defaultValue: decision.outcome });
  return (
    <Row icon={<look.icon size={16} stroke={1.5} />} tone={decision.kind === 'send' && decision.outcome !== 'sent' ? 'warning' : look.tone} at={decision.at}>
      <p>
        <Trans
          ns="profiles"
          i18nKey={`timeline.decision.${decision.kind}`}
          values={{ journey: journeyName, step: decision.stepId ?? '', outcome }}
          components={{ a: <Link to={`/journeys/${encodeURIComponent(decision.journey ?? '')}`} /> }}
        />
      </p>
      {typeof decision.detail?.reason === 'string' && (
        <p className={classes.dim}>{t(`outcome.${decision.detail.reason}`, { defaultValue: decision.detail.reason })}</p>
      )}
    </Row>
  );
}

/** Why an identity that an event named was left out of the matching. */
function IdentityLine({ decision }: { decision: Decision }) {
  const { t } = useTranslation('profiles');
  const { identity, type, limit } = (decision.detail ?? {}) as { identity?: string; type?: string; limit?: number };
  return (
    <Row icon={<IconUsers size={16} stroke={1.5} />} tone="neutral" at={decision.at}>
      <p>{t(`timeline.identity.${decision.outcome}`, { identity, type, limit, count: limit ?? 0 })}</p>
    </Row>
  );
}
