import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { useNow } from './useNow.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('moves every 15 s while somebody looks, and is right again for who looks later', () => {
  const first = renderHook(useNow);
  expect(first.result.current).toBe(1_000_000);
  act(() => void vi.advanceTimersByTime(15_000));
  expect(first.result.current).toBe(1_015_000);
  first.unmount();
  vi.advanceTimersByTime(60_000);
  expect(renderHook(useNow).result.current).toBe(1_075_000);
});
