import type { Condition } from '@cairn/rules/contracts/condition.js';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';

import { useRowNotes } from './useRowNotes.js';

const condition = { all: [{ trait: 'plan', exists: true }] } as unknown as Condition;

afterEach(() => {
  vi.unstubAllGlobals();
});

function everybody({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{children}</QueryClientProvider>;
}

it('an estimate of what a row removes is followed by the exact number', async () => {
  const asked: boolean[] = [];
  let answerExactly = (): void => undefined;
  const mayAnswer = new Promise<void>((resolve) => {
    answerExactly = resolve;
  });
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const { exact } = JSON.parse(body) as { exact: boolean };
    asked.push(exact);
    if (exact) await mayAnswer;
    return Response.json({ count: 10, estimate: !exact, rows: [{ path: 'all.0', without: exact ? 14 : 20 }] });
  });
  const { result } = renderHook(() => useRowNotes(condition), { wrapper: everybody });
  await waitFor(() => expect([...result.current.values()]).toEqual([expect.stringContaining('removesAbout')]), { timeout: 5_000 });
  answerExactly();
  await waitFor(() => expect([...result.current.values()]).toEqual([expect.stringMatching(/removes$/)]), { timeout: 5_000 });
  expect(asked).toEqual([false, true]);
});
