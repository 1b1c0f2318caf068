import { Button } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

import type { MatchPair } from '../api/matching.js';
import type { PagesResult } from '../api/query.js';
import { useFormat } from '../app/i18n/format.js';
import classes from './Matching.module.css';
import { useMatchWords } from './words.js';

interface PairListProps {
  ref: Ref<HTMLDivElement>;
  pages: PagesResult<MatchPair>;
  chosen: string | undefined;
  onChoose: (pairId: string) => void;
}

export function PairList({ ref, pages, chosen, onChoose }: PairListProps) {
  const { t } = useTranslation('matching');
  const format = useFormat();
  const { items, total, result } = pages;
  return (
    <div ref={ref} className={classes.list}>
      <ul aria-label={t('pairs')}>
        {items.map((pair) => (
          <li key={pair.pairId}>
            <PairItem pair={pair} chosen={pair.pairId === chosen} onChoose={() => onChoose(pair.pairId)} />
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <span>{t('shown', { count: total ?? items.length, n: format.number(items.length), total: format.number(total ?? items.length) })}</span>
        {result.hasNextPage && (
          <Button size="xs" variant="default" loading={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </div>
    </div>
  );
}

function PairItem({ pair, chosen, onChoose }: { pair: MatchPair; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation('matching');
  const words = useMatchWords();
  const strongest = [...pair.fields].sort((a, b) => b.weight + b.rarity - a.weight - a.rarity).slice(0, 2);
  return (
    <button type="button" className={classes.pair} data-pair={pair.pairId} aria-current={chosen ? 'true' : undefined} onClick={onChoose}>
      <span className={classes.names}>
        <span>{pair.a.displayName}</span>
        <span>{pair.b.displayName}</span>
      </span>
      <span className={classes.chance}>
        <strong>{words.weight(pair.weight)}</strong>
        <span>{words.chance(pair.probability)}</span>
      </span>
      <span className={classes.why}>
        {pair.reopened !== null && <IconRefreshAlert size={16} stroke={1.5} aria-label={t(`reopened.${pair.reopened}`)} />}
        {strongest.map(({ key, level }) => (
          <span key={key}>{t('fieldIs', { field: words.field(key), level: words.level(level) })}</span>
        ))}
      </span>
    </button>
  );
}
