import { collections } from '@cairn/server/platform/collections.js';
import { escapeKey } from '@cairn/server/platform/keys.js';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testDatabase } from '../../test/fixtures/mongo.js';
import { RuleEffects } from './rule-effects.js';

let db: Db;
let drop: () => Promise<void>;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => ({ db, drop } = await testDatabase('rule_effects')));
afterAll(async () => await drop());

/** A worker that was killed after an effect and before it was taken out of the outbox does it again, later. */
describe('what a rule does is done once, however often it is performed', () => {
  it('traits are one identify call of the person’s own', async () => {
    const effect = {
      ...{ id: 'traits:vip:on:1', kind: 'setTraits' as const, messageId: 'rule-1', rule: 'vip', owner: 'shop:userId:ann' },
      ...{ traits: { tier: 'gold' }, at: Date.UTC(2025, 11, 31), historic: true },
    };
    for (const later of [0, 60_000]) {
      now += later;
      await new RuleEffects(db, { now: () => now }).setTraits('shop', effect);
    }
    const events = await db.collection(collections.events).find().toArray();
    expect(events).toMatchObject([
      {
        ...{ workspace: 'shop', messageId: 'rule-1', type: 'identify', who: 'shop:userId:ann', source: 'rule', traits: { tier: 'gold' }, historic: true },
        timestamp: new Date(Date.UTC(2025, 11, 31)),
      },
    ]);
    expect(events).toHaveLength(1);
  });

  it('a trait of any name is set under it, and what no event may say is said never', async () => {
    const effect = {
      ...{ id: 'traits:odd:on:1', kind: 'setTraits' as const, rule: 'odd', owner: 'shop:userId:ann', at: Date.UTC(2026, 0, 1), historic: false },
      traits: { [escapeKey('a.b')]: 1, [escapeKey('$set')]: 2 },
    };
    const rules = new RuleEffects(db, { now: () => now });
    await rules.setTraits('shop', { ...effect, messageId: 'odd' });
    expect(await db.collection(collections.events).findOne({ messageId: 'odd' })).toMatchObject({ traits: { [escapeKey('a.b')]: 1, [escapeKey('$set')]: 2 } });
    await rules.setTraits('shop', { ...effect, messageId: 'too long'.repeat(1_000) });
    expect(await db.collection(collections.events).countDocuments({ messageId: /^too long/ })).toBe(0);
  });

  it('a notice is told once', async () => {
    const effect = {
      ...{ id: 'notice:0:vip:on:1', kind: 'notify' as const, noticeId: 'n1', profileId: 'p', rule: 'vip', on: true, text: 'Call.', at: Date.UTC(2026, 0, 1) },
    };
    for (const text of ['Call.', 'Call again.']) await new RuleEffects(db, { now: () => now }).notify('shop', { ...effect, text });
    expect(await db.collection(collections.notices).find().toArray()).toMatchObject([{ workspace: 'shop', profileId: 'p', text: 'Call.' }]);
  });
});
