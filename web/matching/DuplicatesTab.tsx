import { Select } from '@mantine/core';
import { IconCircleCheck, IconFilterOff, IconUsers } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { type MatchPair, matchPairsPath, type PairState } from '../api/matching.js';
import { usePages } from '../api/query.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ListState } from '../ui/ListState.js';
import { useUrlState } from '../ui/useUrlState.js';
import classes from './Matching.module.css';
import { PairList } from './PairList.js';
import { PairPanel } from './PairPanel.js';
import { RunActions } from './RunStatus.js';
import type { MatchingRuns } from './useMatchingRuns.js';
import { usePairAnswers } from './usePairAnswers.js';

const states: PairState[] = ['open', 'later', 'notSame'];

/** The pairs to look at, the likeliest first, and one of them in full. */
export function DuplicatesTab({ runs }: { runs: MatchingRuns }) {
  const { t } = useTranslation('matching');
  const [state, setState] = useUrlState('state', 'open');
  const [chosen, setChosen] = useUrlState('pair');
  const pages = usePages<MatchPair>(matchPairsPath, { query: { state, limit: 50 } });
  const list = useRef<HTMLDivElement>(null);
  const { items } = pages;
  const pair = items.find(({ pairId }) => pairId === chosen) ?? items[0];
  /** The keyboard goes along, if it was in the queue. */
  const show = (pairId: string): void => {
    const follows = list.current?.parentElement?.contains(document.activeElement) === true;
    setChosen(pairId);
    if (follows) setTimeout(() => list.current?.querySelector<HTMLElement>(`[data-pair="${pairId}"]`)?.focus());
  };
  const answers = usePairAnswers(items, show);
  const step = (by: number): void => {
    const focused = list.current?.querySelector<HTMLElement>('[data-pair]:focus')?.dataset.pair ?? pair?.pairId;
    const next = items[Math.max(0, Math.min(items.length - 1, items.findIndex(({ pairId }) => pairId === focused) + by))];
    if (!next) return;
    setChosen(next.pairId);
    list.current?.querySelector<HTMLElement>(`[data-pair="${next.pairId}"]`)?.focus();
  };
  const onKey = (event: React.KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const act = keysOf(pair, step, answers)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className={classes.queue}>
      <div className={classes.filters}>
        <Select
          label={t('show')}
          value={state}
          onChange={(value) => {
            setState(value ?? 'open');
            setChosen('');
          }}
          data={states.map((value) => ({ value, label: t(`state.${value}`) }))}
          allowDeselect={false}
        />
        {items.length > 0 && <p className={classes.keys}>{t('keys')}</p>}
      </div>
      <ListState pages={pages} empty={<NoPairs state={state} runs={runs} />}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons and links inside, heard in one place */}
        <div className={classes.columns} onKeyDown={onKey}>
          <PairList ref={list} pages={pages} chosen={pair?.pairId} onChoose={setChosen} />
          {pair && <PairPanel key={pair.pairId} pair={pair} answers={answers} />}
        </div>
      </ListState>
    </div>
  );
}

type Answers = ReturnType<typeof usePairAnswers>;

function keysOf(pair: MatchPair | undefined, step: (by: number) => void, answers: Answers): { [key: string]: (() => void) | undefined } {
  const open = pair && (pair.state === 'open' || pair.state === 'later') ? pair : undefined;
  return {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    ...(open && { m: () => void answers.answer(open, 'merge'), n: () => void answers.answer(open, 'not-same'), l: () => void answers.answer(open, 'later') }),
  };
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

function NoPairs({ state, runs }: { state: string; runs: MatchingRuns }) {
  const { t } = useTranslation('matching');
  if (state !== 'open') return <EmptyState icon={IconFilterOff} title={t(`none.${state}`)} />;
  if (runs.completed) {
    return (
      <EmptyState icon={IconCircleCheck} title={t('none.open')}>
        {t('none.openText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconUsers} title={t('none.yet')} action={<RunActions runs={runs} />}>
      {t('none.yetText')}
    </EmptyState>
  );
}
