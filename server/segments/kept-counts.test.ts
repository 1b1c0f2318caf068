import { describe, expect, it } from 'vitest';

import { KeptCounts } from './kept-counts.js';

function counting() {
  let now = 0;
  let asked = 0;
  const kept = new KeptCounts({ now: () => now });
  const count = async (tookMs: number, name = 'n') =>
    await kept.of(name, async () => {
      asked += 1;
      now += tookMs;
      return await Promise.resolve(asked);
    });
  return { count, kept, pass: (ms: number) => (now += ms), asked: () => asked };
}

describe('kept counts', () => {
  it('ask anew what is quick to count', async () => {
    const { count } = counting();
    expect([await count(20), await count(20)]).toEqual([1, 2]);
  });

  it('keep for nine times as long what took long', async () => {
    const { count, pass } = counting();
    expect(await count(1_000)).toBe(1);
    pass(8_999);
    expect(await count(1_000)).toBe(1);
    pass(1);
    expect(await count(1_000)).toBe(2);
  });

  it('keep each by its own name', async () => {
    const { count } = counting();
    expect([await count(1_000, 'a'), await count(1_000, 'b'), await count(1_000, 'a')]).toEqual([1, 2, 1]);
  });

  it('share one that has been under way for long', async () => {
    const { kept, pass, asked } = counting();
    let end: (found: string) => void = () => undefined;
    const first = kept.of('n', async () => await new Promise<string>((resolve) => (end = resolve)));
    pass(100);
    const second = kept.of('n', async () => await Promise.resolve('anew'));
    end('shared');
    expect([await first, await second, asked()]).toEqual(['shared', 'shared', 0]);
  });

  it('keep only so many, however many names are asked for', async () => {
    const { count, kept } = counting();
    for (let n = 0; n < 2_500; n += 1) await count(100_000_000, `n${n}`);
    expect(kept.size).toBeLessThanOrEqual(1_000);
    expect(await count(1, 'n2499')).toBe(2_500);
    expect(await count(1, 'n0')).toBe(2_501);
  });

  it('forget one that failed', async () => {
    const { kept, count, pass } = counting();
    await expect(
      kept.of('n', async () => {
        pass(500);
        return await Promise.reject(new Error('away'));
      }),
    ).rejects.toThrow('away');
    expect(await count(500)).toBe(1);
  });
});
