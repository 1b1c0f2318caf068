import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import { type MatchPair, matchPairsPath } from '../api/matching.js';
import { profilesPath } from '../api/profiles.js';
import { showDone, showFailure } from '../ui/toasts.js';

export type Answer = 'merge' | 'not-same' | 'later' | 'open';

const said = { merge: 'said.merged', 'not-same': 'said.notSame', later: 'said.later', open: 'said.open' } as const;

/** What is said about a pair goes to the server at once, the next pair comes up, and for a while it can be taken back. */
export function usePairAnswers(items: readonly MatchPair[], choose: (pairId: string) => void) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const refresh = async (): Promise<void> => {
    await Promise.all([matchPairsPath, profilesPath].map((address) => queryClient.invalidateQueries({ queryKey: [address] })));
  };

  const tell = async (pair: MatchPair, answer: Answer): Promise<void> => {
    await call('POST', `${path`/api/matching/pairs/${pair.pairId}`}/${answer}`);
  };

  const answer = async (pair: MatchPair, word: Answer): Promise<void> => {
    if (busy !== null) return;
    setBusy(word);
    const at = items.findIndex(({ pairId }) => pairId === pair.pairId);
    const next = items[at + 1] ?? items[at - 1];
    try {
      await tell(pair, word);
      choose(next?.pairId ?? '');
      const takeBack = (): void => {
        tell(pair, word !== 'merge' && pair.state === 'later' ? 'later' : 'open').then(async () => {
          await refresh();
          choose(pair.pairId);
        }, showFailure);
      };
      showDone(t(said[word], { a: pair.a.displayName, b: pair.b.displayName }), word === 'open' ? undefined : takeBack);
    } catch (error) {
      showFailure(error);
    } finally {
      await refresh();
      setBusy(null);
    }
  };
  return { answer, busy };
}
