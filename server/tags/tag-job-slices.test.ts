import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import { beforeEach, describe, expect, it } from 'vitest';

import { defaultCompiledRules } from '../identities/identity-rules.js';
import { changeTags } from '../profiles/change-tags.js';
import type { DecideRequest, DefinedTag, ProfileView } from '../profiles/core.js';
import { factsFor } from '../profiles/facts.js';
import { newIdentity, newProfile } from '../profiles/new-profile.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { turnsOf } from '../profiles/tags.js';
import type { TagJobDocument, TagJobProgress } from './tag-job.js';
import { TagJobSlices } from './tag-job-slices.js';

const start = Date.UTC(2026, 0, 1);
const names = ['a', 'b', 'c', 'd', 'e'];

let now = start;
let tags: DefinedTag[];
let seen: DefinedTag[];
let people: Map<string, ProfileDocument>;
let broken: Set<string>;
let job: TagJobDocument;
/** Steps that another process would have to survive; at the chosen one this process dies, before it or right after. */
let steps: number;
let dies: { at: number; after: boolean } | undefined;

async function step<T>(work: () => T): Promise<T> {
  if (dies && steps > dies.at) throw new Error('died');
  const mine = steps++;
  if (dies?.at === mine && !dies.after) throw new Error('died');
  const result = work();
  if (dies?.at === mine) throw new Error('died');
  return result;
}

const slices = () =>
  new TagJobSlices({
    clock: { now: () => now },
    store: { barrier: async () => ({}) as never },
    core: { decide: async <T>(request: DecideRequest<T>) => await step(() => decide(request)) },
    definitions: {
      fresh: async () => {
        seen = tags;
      },
    },
    jobs: {
      advance: async (from: TagJobDocument, progress: TagJobProgress) =>
        await step(() => {
          const current = job.state === 'running' && job.after === from.after && job.done === from.done;
          if (current) job = { ...job, ...progress };
          return current;
        }),
      putOff: async ({ after, tries }, until) =>
        await step(() => {
          if (job.after === after && job.tries === tries) job = { ...job, tries: tries + 1, leaseUntil: until };
        }),
      end: async (_workspace, _id, { state, reason }) =>
        await step(() => {
          if (job.state !== 'running') return false;
          job = { ...job, state, ...(reason !== undefined && { reason }) };
          return true;
        }),
    },
    members: async (_workspace, _segment, after, limit) => [...people.keys()].filter((id) => id > after).slice(0, limit),
    everybody: async (_workspace, after, limit) => [...people.keys()].filter((id) => id > after).slice(0, limit),
    holders: async (_workspace, tag, after, limit) =>
      [...people.entries()]
        .filter(([id, { tags: on }]) => id > after && on[tag]?.on === true)
        .slice(0, limit)
        .map(([id]) => ({ profileId: id, identities: [`w:userId:${id}`] })),
    owners: async (identities) => new Map(identities.flatMap((id) => (people.has(id.slice(-1)) ? [[id, id.slice(-1)]] : []))),
    ...{ size: 2, atOnce: 2 },
  });

function decide<T>({ profileId, decide: ask }: DecideRequest<T>): T | null {
  now += 1_000;
  if (broken.has(profileId)) throw new Error('cannot be folded');
  const profile = people.get(profileId);
  if (!profile) return null;
  const { result, profile: after } = ask(viewOf(profile));
  if (after) people.set(profileId, after);
  return result;
}

function viewOf(profile: ProfileDocument): ProfileView {
  const definitions = {
    ...{ workspace: 'w', epoch: 1, segments: [], tags: seen, deletedTags: [], journeys: [], version: () => undefined, aggregates: [], computed: [], caps: [] },
    identityRules: defaultCompiledRules,
  };
  return { profile, definitions, now, facts: (at, trigger) => factsFor(profile, at, { trigger }) };
}

async function run(worker = slices()): Promise<void> {
  for (let current: TagJobDocument | undefined = job; current; ) current = await worker.next(current);
}

function turnByHand(id: string, on: boolean): void {
  now += 1_000;
  const { profile } = changeTags(viewOf(people.get(id) as ProfileDocument), [{ tag: 'vip', on, by: 'hand', source: 'user:u' }]);
  if (profile) people.set(id, profile);
}

const tagged = () => [...people].filter(([, { tags: of }]) => of.vip?.on === true).map(([id]) => id);
const turnsBy = (id: string) => turnsOf(people.get(id)?.tags.vip ?? ({} as never)).filter((turn) => turn.job === 'j').length;

beforeEach(() => {
  now = start;
  tags = [{ key: 'vip' }];
  seen = tags;
  broken = new Set();
  steps = 0;
  dies = undefined;
  people = new Map(
    names.map((id) => [id, { ...newProfile('w', id, newIdentity('w', `w:userId:${id}`, id, { messageId: 'm', receivedAt: new Date(start) })), epoch: 1 }]),
  );
  job = {
    ...{ _id: 'w:j', workspace: 'w', jobId: 'j', tag: 'vip', on: true, of: { segment: 's' }, by: 'hand', source: 'user:u', state: 'running', after: '' },
    ...{ done: 0, turned: 0, unknown: 0, failed: 0, total: 5, tries: 0, leaseUntil: new Date(start), createdAt: new Date(start) },
  };
});

describe('a tag turned for many', () => {
  it('reaches everybody of a segment', async () => {
    await run();
    expect([tagged(), job]).toEqual([names, expect.objectContaining({ state: 'completed', done: 5, turned: 5, unknown: 0, failed: 0 })]);
  });

  it('reaches each of its identities that somebody is known by, and counts the others', async () => {
    job = { ...job, of: { identities: ['w:userId:e', 'w:userId:x', 'w:userId:y', 'w:userId:z', 'w:userId:a'] } };
    await run();
    expect([tagged(), job]).toEqual([['a', 'e'], expect.objectContaining({ state: 'completed', done: 5, turned: 2, unknown: 3 })]);
  });

  it('counts who is listed by several identities once, in the same slice or a later one', async () => {
    job = { ...job, of: { identities: ['w:userId:a', 'w:email:a', 'w:userId:b', 'w:phone:a', 'w:email:b'] } };
    await run();
    expect([tagged(), job]).toEqual([['a', 'b'], expect.objectContaining({ state: 'completed', done: 5, turned: 2, unknown: 0 })]);
  });

  it('turns each person once, wherever a worker dies and another goes on', async () => {
    await run();
    const all = steps;
    expect(all).toBe(names.length + 3 + 1);
    const before = { people, job };
    for (let at = 0; at < all; at++) {
      for (const after of [false, true]) {
        people = new Map([...before.people].map(([id, profile]) => [id, { ...profile, tags: {} }]));
        job = { ...before.job, state: 'running', after: '', done: 0, turned: 0 };
        ({ steps, dies } = { steps: 0, dies: { at, after } });
        await run().catch(() => undefined);
        dies = undefined;
        const reached = tagged()[0];
        if (reached !== undefined) turnByHand(reached, false);
        await run();
        const where = `${after ? 'after' : 'before'} step ${at}`;
        expect([where, tagged()]).toEqual([where, names.filter((id) => id !== reached)]);
        expect([where, names.map(turnsBy)]).toEqual([where, [1, 1, 1, 1, 1]]);
        expect(job).toMatchObject({ state: 'completed', done: 5, turned: 5, failed: 0 });
      }
    }
  });

  describe('that replaces', () => {
    beforeEach(() => {
      for (const id of ['a', 'b', 'c']) turnByHand(id, true);
      job = { ...job, replaces: true, of: { identities: ['w:userId:c', 'w:userId:d', 'w:userId:x'] }, total: 6 };
    });

    it('leaves the tag to those who are listed, and to nobody else', async () => {
      await run();
      expect([tagged(), job]).toEqual([['c', 'd'], expect.objectContaining({ state: 'completed', turned: 1, cleared: 2, unknown: 1, failed: 0 })]);
      // Who had it and keeps it was not touched.
      expect(names.map(turnsBy)).toEqual([1, 1, 0, 1, 0]);
    });

    it('by ids of profiles too', async () => {
      job = { ...job, of: { profiles: ['e', 'b'] } };
      await run();
      expect([tagged(), job]).toEqual([['b', 'e'], expect.objectContaining({ turned: 1, cleared: 2 })]);
    });

    it('takes it from nobody before all who are listed have it', async () => {
      const worker = slices();
      await worker.next(job);
      expect(tagged()).toEqual(['a', 'b', 'c', 'd']);
    });

    it('ends the same wherever a worker dies and another goes on', async () => {
      const before = { people: new Map(people), job };
      await run();
      const all = steps;
      for (let at = 0; at < all; at++) {
        for (const after of [false, true]) {
          people = new Map(before.people);
          ({ job } = before);
          ({ steps, dies } = { steps: 0, dies: { at, after } });
          await run().catch(() => undefined);
          dies = undefined;
          await run();
          const where = `${after ? 'after' : 'before'} step ${at}`;
          expect([where, tagged(), job.turned, job.cleared, job.state]).toEqual([where, ['c', 'd'], 1, 2, 'completed']);
          expect([where, names.map(turnsBy)]).toEqual([where, [1, 1, 0, 1, 0]]);
        }
      }
    });
  });

  it('turns each person once while two workers are at the same slice', async () => {
    await Promise.all([run(), run()]);
    if (job.state === 'running') await run();
    expect(names.map(turnsBy)).toEqual([1, 1, 1, 1, 1]);
    expect(job).toMatchObject({ state: 'completed', done: 5, turned: 5 });
  });

  it('stops where it is cancelled, and leaves who was turned', async () => {
    const worker = slices();
    const current = await worker.next(job);
    job = { ...job, state: 'cancelled' };
    expect(await worker.next(current as TagJobDocument)).toBeUndefined();
    // The slice that was in hand is the last.
    expect([tagged(), job]).toEqual([['a', 'b', 'c', 'd'], expect.objectContaining({ state: 'cancelled', done: 2, turned: 2 })]);
  });

  it.each([
    ['is deleted', [], 'unknown-tag'],
    [
      'follows a rule now',
      [{ key: 'vip', condition: compileCondition({ fact: 'tag', params: { key: 'x' }, operator: 'equal', value: true }) }],
      'tag-follows-rule',
    ],
  ])('ends with the reason when the tag %s', async (_, changed: DefinedTag[], reason) => {
    tags = changed;
    seen = changed;
    await run();
    expect([tagged(), job]).toEqual([[], expect.objectContaining({ state: 'failed', reason, done: 0 })]);
  });

  it('knows a tag that was made a moment ago elsewhere', async () => {
    seen = [];
    await run();
    expect(job).toMatchObject({ state: 'completed', turned: 5 });
  });

  it('waits while somebody cannot be folded, and in the end is held up by nobody', async () => {
    broken.add('b');
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      const before = now;
      await run();
      waits.push(Math.round((job.leaseUntil.getTime() - before) / 1_000));
      expect(job).toMatchObject({ state: 'running', done: 0, tries: round + 1 });
    }
    // A second and what the slice took, then twice as long each time.
    expect(waits).toEqual([3, 4, 6, 10]);
    await run();
    expect([tagged(), job]).toEqual([['a', 'c', 'd', 'e'], expect.objectContaining({ state: 'completed', done: 5, turned: 4, failed: 1, tries: 0 })]);
    expect(turnsBy('a')).toBe(1);
  });

  it('counts nobody as failed for a database that was away for a moment', async () => {
    for (const id of names) broken.add(id);
    await run();
    broken.clear();
    await run();
    expect(job).toMatchObject({ state: 'completed', turned: 5, failed: 0 });
  });
});
