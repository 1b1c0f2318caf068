import { collections } from '@cairn/server/platform/collections.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => await server.close());

const read = async () => (await server.call('GET', '/api/identity-rules')).body;

describe('the identity rules', () => {
  test('are the default ones at first: five of a type, one userId', async () => {
    const { rules, revision, perProfile } = await read();
    expect(rules.map(({ type, limit }: { type: string; limit: number }) => [type, limit])).toEqual([
      ['userId', 1],
      ['external', 5],
      ['email', 5],
      ['phone', 5],
      ['anonymousId', 5],
    ]);
    expect([revision, perProfile]).toEqual([0, 1_000]);
  });

  test('change once however often the call is repeated, are audited, and refuse what was decided on older ones', async () => {
    const before = await read();
    const crm = { type: 'external:crm', normaliser: 'lowerCase', limit: 2 };
    const change = { revision: before.revision, rules: [before.rules[0], crm, ...before.rules.slice(1)] };
    const first = await server.call('PUT', '/api/identity-rules', change);
    const again = await server.call('PUT', '/api/identity-rules', change);
    expect([first.status, again.status, first.body.revision, again.body.revision]).toEqual([200, 200, 1, 1]);
    expect(first.body.rules[1]).toEqual({ ...crm, blockSuggested: true, blockedValues: [], blockedPatterns: [] });
    const late = await server.call('PUT', '/api/identity-rules', { ...change, rules: before.rules });
    expect(late).toMatchObject({ status: 409, body: { code: 'identity-rules-changed', message: expect.stringContaining('key:') as string } });
    const audit = await server.db.collection(collections.audit).find({ action: 'identity-rules.change' }).toArray();
    expect(audit).toMatchObject([
      { workspace: 'demo', by: expect.stringMatching(/^key:/) as string, detail: { after: expect.arrayContaining([]) as unknown[] } },
    ]);
  });

  test.each([
    ['an unknown type', { type: 'shoe', normaliser: 'trimmed', limit: 5 }, 400],
    ['an unknown normaliser', { type: 'external:x', normaliser: 'eval', limit: 5 }, 400],
    ['no limit at all', { type: 'external:x', normaliser: 'trimmed', limit: 0 }, 400],
    ['10,000 of a type', { type: 'external:x', normaliser: 'trimmed', limit: 10_000 }, 400],
    ['an operator for a value', { type: 'external:x', normaliser: 'trimmed', limit: 5, blockedValues: [{ $ne: 1 }] }, 400],
    ['a pattern that is none', { type: 'external:x', normaliser: 'trimmed', limit: 5, blockedPatterns: ['('] }, 422],
  ])('refuse %s, and name it', async (_, rule, status) => {
    const { rules, revision } = await read();
    const answer = await server.call('PUT', '/api/identity-rules', { revision, rules: [...rules, rule] });
    expect(answer.status).toBe(status);
    expect(answer.body.details[0].path).toContain(`rules.${rules.length}`);
    expect((await read()).revision).toBe(revision);
  });

  test('hold for events from then on, and rewrite none', async () => {
    await server.ingest('/track', { userId: 'OLD', event: 'A', messageId: 'ir-1' });
    const { rules, revision } = await read();
    const lower = rules.map((rule: { type: string }) => (rule.type === 'userId' ? { ...rule, normaliser: 'lowerCase', blockedPatterns: ['^qa-'] } : rule));
    expect((await server.call('PUT', '/api/identity-rules', { revision, rules: lower })).status).toBe(200);
    await expect
      .poll(async () => (await server.ingest('/track', { userId: 'qa-1', event: 'A' })).body.code, { timeout: 15_000, interval: 500 })
      .toBe('no-identity');
    await server.ingest('/track', { userId: 'NEW', event: 'A', messageId: 'ir-2' });
    const whos = async (id: string) => (await server.db.collection<{ _id: string; who: string }>(collections.events).findOne({ _id: `demo:${id}` }))?.who;
    expect([await whos('ir-1'), await whos('ir-2')]).toEqual(['demo:userId:OLD', 'demo:userId:new']);
    const found = await server.call('GET', '/api/profiles/lookup?identity=userId:NEW&fresh=true');
    expect(found.body.identities).toMatchObject([{ type: 'userId', value: 'new' }]);
  });
});

describe('limits of identities', () => {
  const lookup = async (identity: string) => (await server.call('GET', `/api/profiles/lookup?identity=${identity}&fresh=true`)).body;
  const send = async (events: { userId?: string; anonymousId: string; messageId: string }[]) => {
    for (let from = 0; from < events.length; from += 2_000)
      expect(
        (await server.ingest('/batch', { batch: events.slice(from, from + 2_000).map((event) => ({ type: 'track', event: 'A', ...event })) })).status,
      ).toBe(200);
  };

  test('a sixth device is another person until the limit is raised, and the reason stands on the timeline', async () => {
    for (let n = 1; n <= 6; n++) {
      await send([{ userId: 'many', anonymousId: `dev-${n}`, messageId: `dev-${n}` }]);
      await lookup('userId:many');
    }
    const person = await lookup('userId:many');
    expect(person.identities.filter(({ type }: { type: string }) => type === 'anonymousId')).toHaveLength(5);
    const { items } = (await server.call('GET', `/api/profiles/${person.id}/decisions`)).body;
    expect(items).toMatchObject([
      { kind: 'identity', outcome: 'limit', cause: 'dev-6', detail: { identity: 'anonymousId:dev-6', type: 'anonymousId', limit: 5 } },
    ]);
    await send([{ anonymousId: 'dev-6', messageId: 'dev-6b' }]);
    expect((await lookup('anonymousId:dev-6')).id).not.toBe(person.id);
  });

  test('10,000 devices of one person: five are his, all events are, and each refusal has its reason', async () => {
    await send(Array.from({ length: 10_000 }, (_, n) => ({ userId: 'flood', anonymousId: `f-${n}`, messageId: `f-${n}` })));
    let person = await lookup('userId:flood');
    while (person.pendingEvents > 0) person = await lookup('userId:flood');
    expect(person.identities).toHaveLength(6);
    const owned = await server.db.collection(collections.events).countDocuments({ workspace: 'demo', who: 'demo:userId:flood', pending: { $exists: false } });
    expect(owned).toBe(10_000);
    expect(await server.db.collection(collections.decisions).countDocuments({ profileId: person.id, 'decision.kind': 'identity' })).toBe(9_995);
  });
});
