import { describe, expect, it } from 'vitest';

import { Gathering, gathered } from './gathering.js';

/** Calls that end when told, and what they were given. */
function held() {
  const calls: { items: string[]; end(error?: Error): void }[] = [];
  const perform = async (items: string[]) =>
    await new Promise<string[]>((resolve, reject) => {
      calls.push({ items, end: (error) => (error ? reject(error) : resolve(items.map((item) => `${item}!`))) });
    });
  return { calls, perform };
}

const tick = async () => await new Promise((resolve) => setImmediate(resolve));

describe('gathering', () => {
  it('begins at once alone; what comes meanwhile is the next call, each with its own answer', async () => {
    const { calls, perform } = held();
    const gathering = new Gathering(perform);
    const first = gathering.add('a');
    const others = [gathering.add('b'), gathering.add('c')];
    expect(calls.map(({ items }) => items)).toEqual([['a']]);
    calls[0]?.end();
    expect(await first).toBe('a!');
    await tick();
    expect(calls.map(({ items }) => items)).toEqual([['a'], ['b', 'c']]);
    calls[1]?.end();
    expect(await Promise.all(others)).toEqual(['b!', 'c!']);
  });

  it('takes no more than it may at once', async () => {
    const { calls, perform } = held();
    const gathering = new Gathering(perform, { most: 2 });
    for (const item of ['a', 'b', 'c', 'd']) void gathering.add(item);
    calls[0]?.end();
    await tick();
    calls[1]?.end();
    await tick();
    expect(calls.map(({ items }) => items)).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('one that fails takes nobody with it', async () => {
    const gathering = new Gathering(async (items: string[]) => {
      await tick();
      if (items.includes('bad')) throw new Error(`${items.length} with a bad one`);
      return items;
    });
    const answers = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(async (item) => await gathering.add(item)));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : (answer.reason as Error).message))).toEqual([
      'a',
      'b',
      '1 with a bad one',
      'c',
    ]);
  });

  it('what is nobody’s fault fails for all, once, and the next call begins anew', async () => {
    let calls = 0;
    const gathering = new Gathering(
      async (items: string[]) => {
        calls++;
        await tick();
        if (calls === 2) throw new Error('away');
        return items;
      },
      { isOfOne: () => false },
    );
    const answers = await Promise.allSettled(['a', 'b', 'c'].map(async (item) => await gathering.add(item)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await gathering.add('d')).toBe('d');
    expect(calls).toBe(3);
  });
});

describe('a gathered read', () => {
  it('begins after it was asked for, once for all who ask for the same meanwhile', async () => {
    const stored = new Map([['a', 1]]);
    const reads: string[] = [];
    const read = gathered(async (key: string) => {
      reads.push(key);
      const value = stored.get(key);
      await tick();
      return value;
    });
    const early = read('a');
    stored.set('a', 2);
    expect(await Promise.all([early, read('a'), read('b'), read('a')])).toEqual([1, 2, undefined, 2]);
    expect(reads).toEqual(['a', 'a', 'b']);
  });
});
