import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { call } from '../../api/client.js';
import type { components } from '../../api/generated/schema.js';
import { useGet, usePages } from '../../api/query.js';
import { journeyAddress } from '../api.js';

export type Comment = components['schemas']['JourneyComment'];
type CommentCounts = components['schemas']['JourneyCommentCounts'];

function commentsAddress(journey: string): string {
  return `${journeyAddress(journey)}/comments`;
}

/** How many are open, by step. */
export function useCommentCounts(journey: string): CommentCounts | undefined {
  return useGet<CommentCounts>(`${commentsAddress(journey)}/counts`, { every: 15_000 }).data;
}

/** Newest first. @param step `@journey`: on the journey as a whole; absent: all */
export function useComments(journey: string, step: string | undefined, resolved: boolean) {
  return usePages<Comment>(commentsAddress(journey), { query: { step, resolved: String(resolved) }, every: 15_000 });
}

export interface CommentActions {
  add(stepId: string | null, text: string): Promise<void>;
  edit(id: string, text: string): Promise<void>;
  setResolved(id: string, resolved: boolean): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Each resolves once lists and counts are asked again; rejects with what the server said. */
export function useCommentActions(journey: string): CommentActions {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const address = commentsAddress(journey);
    const one = (id: string): string => `${address}/${encodeURIComponent(id)}`;
    const done = async (request: Promise<unknown>): Promise<void> => {
      await request;
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(address) });
    };
    return {
      add: async (stepId, text) => await done(call('POST', address, { body: { stepId, text } })),
      edit: async (id, text) => await done(call('PATCH', one(id), { body: { text } })),
      setResolved: async (id, resolved) => await done(call('PATCH', one(id), { body: { resolved } })),
      remove: async (id) => await done(call('DELETE', one(id))),
    };
  }, [journey, queryClient]);
}
