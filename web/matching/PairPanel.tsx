import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowsJoin, IconClock, IconUserX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { MatchPair } from '../api/matching.js';
import { useFormat } from '../app/i18n/format.js';
import { Card } from '../ui/Card.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import classes from './Matching.module.css';
import type { usePairAnswers } from './usePairAnswers.js';
import { Waterfall } from './Waterfall.js';
import { useMatchWords } from './words.js';

interface PairPanelProps {
  pair: MatchPair;
  answers: ReturnType<typeof usePairAnswers>;
}

/** One pair in full: how sure, why, both sides, and what can be said about it. */
export function PairPanel({ pair, answers }: PairPanelProps) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  return (
    <Card>
      <div className={classes.panelHead}>
        <div>
          <h2>{t('pairOf', { a: pair.a.displayName, b: pair.b.displayName })}</h2>
          <p className={classes.sum}>{t('sum', { weight: words.weight(pair.weight), chance: words.chance(pair.probability) })}</p>
        </div>
        <Actions pair={pair} answers={answers} />
      </div>
      <Notes pair={pair} />
      <div className={classes.sides}>
        <Side side={pair.a} />
        <Side side={pair.b} />
      </div>
      <Waterfall pair={pair} />
    </Card>
  );
}

function Actions({ pair, answers }: PairPanelProps) {
  const { t } = useTranslation('matching');
  const { answer, busy } = answers;
  return (
    <div className={classes.actions}>
      {pair.state !== 'notSame' && (
        <Button
          aria-keyshortcuts="m"
          loading={busy === 'merge'}
          leftSection={<IconArrowsJoin size={20} stroke={1.5} />}
          onClick={() => void answer(pair, 'merge')}
        >
          {t('answer.merge')}
        </Button>
      )}
      {pair.state !== 'notSame' && (
        <Button
          variant="default"
          aria-keyshortcuts="n"
          loading={busy === 'not-same'}
          leftSection={<IconUserX size={20} stroke={1.5} />}
          onClick={() => void answer(pair, 'not-same')}
        >
          {t('answer.notSame')}
        </Button>
      )}
      {pair.state === 'open' && (
        <Button
          variant="default"
          aria-keyshortcuts="l"
          loading={busy === 'later'}
          leftSection={<IconClock size={20} stroke={1.5} />}
          onClick={() => void answer(pair, 'later')}
        >
          {t('answer.later')}
        </Button>
      )}
      {pair.state !== 'open' && (
        <Button variant="default" loading={busy === 'open'} leftSection={<IconArrowBackUp size={20} stroke={1.5} />} onClick={() => void answer(pair, 'open')}>
          {t('answer.open')}
        </Button>
      )}
    </div>
  );
}

function Notes({ pair }: { pair: MatchPair }) {
  const { t } = useTranslation('matching');
  const changed = pair.fields.some((field) => field.changed);
  const notes = [
    ...(pair.reopened !== null ? [t(`reopened.${pair.reopened}`)] : []),
    ...(pair.refused !== null ? [t(`refused.${pair.refused}`, { defaultValue: t('refused.other', { code: pair.refused }) })] : []),
    ...(changed ? [t('changedSince')] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <div className={classes.notes}>
      {notes.map((note) => (
        <StatusBadge key={note} tone="warning" icon={IconAlertTriangle}>
          {note}
        </StatusBadge>
      ))}
    </div>
  );
}

function Side({ side }: { side: MatchPair['a'] }) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  return (
    <section className={classes.side}>
      <h3>
        <Link to={`/profiles/${encodeURIComponent(side.id)}`}>{side.displayName}</Link>
      </h3>
      <p>{t('knownSince', { date: format.date(side.createdAt) })}</p>
      <ul>
        {side.identities.slice(0, 4).map(({ type, value }) => (
          <li key={`${type}:${value}`}>
            <span>{t(`identity.${type}`, { defaultValue: type })}</span> {value}
          </li>
        ))}
      </ul>
    </section>
  );
}
