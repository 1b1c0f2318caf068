import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import type { components } from './generated/schema.js';
import { useGet } from './query.js';

type Schemas = components['schemas'];

/** Whether the demo shop is here, and how far it is being filled or removed. */
export type Demo = Schemas['Demo'];
export type DemoJob = Schemas['DemoJob'];
export type DemoRemoval = Schemas['DemoRemoval'];

export const demoPath = '/api/demo';
export const demoRemovalPath = '/api/demo/removal';

const watchMs = 500;
const restMs = 30_000;

/** When a job ends, everything that was read may have changed. */
export function useDemo(): Demo | undefined {
  const queryClient: QueryClient = useQueryClient();
  const { data } = useGet<Demo>(demoPath, { every: (demo) => (demo?.job?.state === 'running' ? watchMs : restMs) });
  const state = data?.job?.state;
  const before = useRef(state);
  useEffect(() => {
    if (before.current === 'running' && state !== 'running') void queryClient.invalidateQueries();
    before.current = state;
  }, [state, queryClient]);
  return data;
}

/** Of the whole job. People are looked for once more at the end, which is quick. */
export function demoShare({ phase, done, total }: DemoJob): number {
  const part = total === 0 ? 0 : done / total;
  switch (phase) {
    case 'definitions':
    case 'journeys':
      return 0;
    case 'events':
      return 0.02 + 0.98 * part;
    case 'people':
      return 0.02 + 0.9 * part;
    case 'checking':
      return 0.92 + 0.06 * part;
    case 'tidying':
      return 0.98;
  }
}
