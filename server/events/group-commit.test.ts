import { expect, test } from 'vitest';

import type { EventDocument } from './event.js';
import type { InsertOutcome } from './events.store.js';
import { GroupCommit } from './group-commit.js';

const events = (...ids: string[]) => ids.map((id) => ({ _id: id }) as EventDocument);

/** An insert that ends when the test says so. */
function gate() {
  const groups: { ids: string[]; finish: (outcome?: InsertOutcome) => void; fail: () => void }[] = [];
  const insert = async (documents: EventDocument[]) =>
    await new Promise<InsertOutcome[]>((resolve, reject) => {
      groups.push({
        ids: documents.map((document) => document._id),
        finish: (outcome = 'stored') => resolve(documents.map(() => outcome)),
        fail: () => reject(new Error('down')),
      });
    });
  return { groups, insert };
}

const settled = async () => await new Promise((resolve) => setTimeout(resolve, 5));

test('what arrives while an insert is in flight is the next one, and nothing is acknowledged before its own', async () => {
  const { groups, insert } = gate();
  const commit = new GroupCommit(insert);
  const answered: string[] = [];
  const add = async (...ids: string[]) => {
    await commit.add(events(...ids));
    answered.push(...ids);
  };
  const first = add('a');
  await settled();
  const later = [add('b'), add('c', 'd')];
  await settled();
  expect(groups.map((group) => group.ids)).toEqual([['a']]);
  groups[0]?.finish();
  await first;
  await settled();
  expect(answered).toEqual(['a']);
  expect(groups.map((group) => group.ids)).toEqual([['a'], ['b', 'c', 'd']]);
  groups[1]?.finish();
  await Promise.all(later);
  expect(answered).toEqual(['a', 'b', 'c', 'd']);
});

test('each call gets the outcomes of its own events', async () => {
  const commit = new GroupCommit(async (documents) => await Promise.resolve(documents.map((document) => (document._id === 'b' ? 'repeat' : 'stored'))));
  expect(await Promise.all([commit.add(events('a', 'b')), commit.add(events('c')), commit.add(events('b'))])).toEqual([
    ['stored', 'repeat'],
    ['stored'],
    ['repeat'],
  ]);
});

test('a group that fails fails its own calls, and the next one goes on', async () => {
  const { groups, insert } = gate();
  const commit = new GroupCommit(insert);
  const first = commit.add(events('a'));
  await settled();
  const second = commit.add(events('b'));
  groups[0]?.fail();
  await expect(first).rejects.toMatchObject({ code: 'store-unavailable' });
  await settled();
  groups[1]?.finish();
  expect(await second).toEqual(['stored']);
});

test('an insert that hangs fails in time, and the next one is tried', async () => {
  const { groups, insert } = gate();
  const commit = new GroupCommit(insert, { patienceMs: 20 });
  await expect(commit.add(events('a'))).rejects.toMatchObject({ code: 'store-unavailable' });
  const second = commit.add(events('b'));
  await settled();
  groups[1]?.finish();
  expect(await second).toEqual(['stored']);
});

test('groups stay within their limit, and one large call passes whole', async () => {
  const sizes: number[] = [];
  const commit = new GroupCommit(
    async (documents) => {
      sizes.push(documents.length);
      return await Promise.resolve(documents.map(() => 'stored' as const));
    },
    { maxGroup: 3 },
  );
  await Promise.all([commit.add(events('a', 'b')), commit.add(events('c', 'd')), commit.add(events('e', 'f', 'g', 'h')), commit.add(events('i'))]);
  expect(sizes).toEqual([2, 2, 4, 1]);
});

test('more waiting than the limit is turned away at once', async () => {
  const { groups, insert } = gate();
  const commit = new GroupCommit(insert, { maxWaiting: 2 });
  const first = commit.add(events('a', 'b'));
  await expect(commit.add(events('c'))).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 2_000 });
  await settled();
  groups[0]?.finish();
  expect(await first).toHaveLength(2);
});

test('an empty call stores nothing and waits for nobody', async () => {
  expect(await new GroupCommit(async () => await Promise.reject(new Error('never'))).add([])).toEqual([]);
});

test('what was stored makes room again', async () => {
  const commit = new GroupCommit(async (documents) => await Promise.resolve(documents.map(() => 'stored' as const)), { maxWaiting: 2 });
  for (const id of ['a', 'b', 'c', 'd']) expect(await commit.add(events(id))).toEqual(['stored']);
});
