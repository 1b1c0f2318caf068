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
