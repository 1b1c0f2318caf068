import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, type Page, path } from '../api/client.js';
import { type MatchPair, matchPairsPath } from '../api/matching.js';
import { profilesPath } from '../api/profiles.js';
import { showDone, showFailure } from '../ui/toasts.js';

export type Answer = 'merge' | 'not-same' | 'later' | 'open';

const said = { merge: 'said.merged', 'not-same': 'said.notSame', later: 'said.later', open: 'said.open' } as const;

/** What is said about a pair goes to the server; the pair leaves the list, the next one comes up, and for a while it can be taken back. */
export function usePairAnswers(items: readonly MatchPair[], show: (pairId: string) => void) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState<Answer | null>(null);
  const refresh = async (): Promise<void> => {
    await Promise.all([matchPairsPath, profilesPath].map((address) => queryClient.invalidateQueries({ queryKey: [address] })));
  };
  const takeOff = (pairId: string): void => {
    queryClient.setQueriesData<InfiniteData<Page<MatchPair>>>(
      { queryKey: [matchPairsPath] },
      (data) => data && { ...data, pages: data.pages.map(without(pairId)) },
    );
  };
  const takeBack = async (pair: MatchPair, word: Answer): Promise<void> => {
    try {
      await tell(pair, word === 'not-same' && pair.state === 'later' ? 'later' : 'open');
      await refresh();
      show(pair.pairId);
    } catch (error) {
      showFailure(error);
    }
  };
  const answer = async (pair: MatchPair, word: Answer): Promise<void> => {
    if (busy !== null) return;
    setBusy(word);
    const at = items.findIndex(({ pairId }) => pairId === pair.pairId);
    const next = items[at + 1] ?? items[at - 1];
    try {
      await tell(pair, word);
      takeOff(pair.pairId);
      show(next?.pairId ?? '');
      showDone(t(said[word], { a: pair.a.displayName, b: pair.b.displayName }), word === 'open' ? undefined : () => void takeBack(pair, word));
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(null);
      void refresh();
    }
  };
  return { answer, busy };
}

async function tell(pair: MatchPair, answer: Answer): Promise<void> {
  await call('POST', `${path`/api/matching/pairs/${pair.pairId}`}/${answer}`);
}

function without(pairId: string): (page: Page<MatchPair>) => Page<MatchPair> {
  return (page) => {
    const items = page.items.filter((pair) => pair.pairId !== pairId);
    const gone = page.items.length - items.length;
    return { ...page, items, ...(page.total !== undefined && { total: page.total - gone }) };
  };
}
