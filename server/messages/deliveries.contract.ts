import { beforeEach, describe, expect, it } from 'vitest';

import type { DeliveriesPort } from './deliveries.port.js';
import type { DeliveryIntent } from './delivery.js';

/** What every ledger must do; run on the one in memory and on the real one. */
export function deliveriesContract(name: string, create: () => DeliveriesPort): void {
  const at = (ms: number): Date => new Date(1_000 + ms);
  const mark = { to: 'a@example.com', providerMessageId: 'k@s', templateVersion: 't', content: { subject: 's', html: 'h', text: 't' } };
  let ledger: DeliveriesPort;
  let intent: DeliveryIntent;
  let number = 0;

  beforeEach(() => {
    ledger = create();
    intent = {
      workspace: 'demo',
      key: `k${++number}`,
      profileId: 'p1',
      journey: 'cart',
      version: 'v1',
      runId: 'r1',
      stepId: 'mail',
      visit: 1,
      channel: 'email',
      template: 'reminder',
      transactional: false,
    };
  });
  const read = async () => await ledger.read('demo', intent.key);

  describe(`${name}: deliveries`, () => {
    it('the first attempt makes it, each further one raises the number', async () => {
      expect(await read()).toBeNull();
      expect(await ledger.beginAttempt(intent, at(0))).toMatchObject({
        ...intent,
        state: 'intended',
        handOver: 1,
        createdAt: at(0),
        history: [{ state: 'intended', at: at(0) }],
      });
      expect(await ledger.beginAttempt(intent, at(5))).toMatchObject({ handOver: 2, createdAt: at(0), updatedAt: at(5) });
      expect(await read()).toMatchObject({ state: 'intended', handOver: 2 });
    });

    it('attempts at once get different numbers', async () => {
      const attempts = await Promise.all(Array.from({ length: 5 }, async () => await ledger.beginAttempt(intent, at(0)).catch(() => null)));
      const numbers = attempts.flatMap((attempt) => (attempt ? [attempt.handOver] : []));
      expect(new Set(numbers).size).toBe(numbers.length);
      expect((await read())?.handOver).toBe(Math.max(...numbers));
    });

    it('only the newest attempt hands over, and only once', async () => {
      await ledger.beginAttempt(intent, at(0));
      await ledger.beginAttempt(intent, at(1));
      expect(await ledger.beginHandOver('demo', intent.key, 1, mark, at(2))).toBe(false);
      expect(await ledger.beginHandOver('demo', intent.key, 2, mark, at(3))).toBe(true);
      expect(await ledger.beginHandOver('demo', intent.key, 2, mark, at(4))).toBe(false);
      expect(await read()).toMatchObject({
        state: 'handing-over',
        to: 'a@example.com',
        subject: 's',
        templateVersion: 't',
        providerMessageId: 'k@s',
        handedOverAt: at(3),
      });
    });

    it('in hand-over, no attempt begins', async () => {
      await ledger.beginAttempt(intent, at(0));
      await ledger.beginHandOver('demo', intent.key, 1, mark, at(1));
      expect(await ledger.beginAttempt(intent, at(2))).toBeNull();
      expect((await read())?.handOver).toBe(1);
    });

    it('settles from the states named, at the attempt named', async () => {
      await ledger.beginAttempt(intent, at(0));
      expect(await ledger.settle('demo', intent.key, 1, { from: ['handing-over'], to: 'sent' }, at(1))).toBe(false);
      expect(await ledger.settle('demo', intent.key, 2, { from: ['intended'], to: 'refused', reason: 'capped' }, at(1))).toBe(false);
      expect(await ledger.settle('demo', intent.key, 1, { from: ['intended'], to: 'refused', reason: 'capped', detail: 'limit 1' }, at(1))).toBe(true);
      expect(await ledger.settle('demo', intent.key, 1, { from: ['intended'], to: 'refused' }, at(2))).toBe(false);
      expect(await read()).toMatchObject({
        state: 'refused',
        reason: 'capped',
        detail: 'limit 1',
        updatedAt: at(1),
        history: [{ state: 'intended' }, { state: 'refused', at: at(1), reason: 'capped' }],
      });
    });

    it('a clean refusal goes back to intended and counts; being sent forgets the reason', async () => {
      await ledger.beginAttempt(intent, at(0));
      await ledger.beginHandOver('demo', intent.key, 1, mark, at(1));
      expect(await ledger.settle('demo', intent.key, 1, { from: ['handing-over'], to: 'intended', reason: 'try-later', refusal: true }, at(2))).toBe(true);
      expect(await read()).toMatchObject({ state: 'intended', refusals: 1, reason: 'try-later' });
      await ledger.beginAttempt(intent, at(3));
      await ledger.beginHandOver('demo', intent.key, 2, mark, at(4));
      expect(await ledger.settle('demo', intent.key, 2, { from: ['handing-over', 'unknown'], to: 'sent' }, at(5))).toBe(true);
      const sent = await read();
      expect(sent).toMatchObject({ state: 'sent', sentAt: at(5) });
      expect(sent?.reason).toBeUndefined();
    });

    it('keeps the provider’s words', async () => {
      await ledger.beginAttempt(intent, at(0));
      await ledger.beginHandOver('demo', intent.key, 1, mark, at(1));
      expect(
        await ledger.settle('demo', intent.key, 1, { from: ['handing-over'], to: 'unknown', reason: 'hand-over-unanswered', detail: 'closed' }, at(2)),
      ).toBe(true);
      expect(await read()).toMatchObject({ state: 'unknown', reason: 'hand-over-unanswered', detail: 'closed' });
      expect(await ledger.settle('demo', intent.key, 1, { from: ['handing-over', 'unknown'], to: 'sent', detail: '250 queued' }, at(3))).toBe(true);
      expect(await read()).toMatchObject({ state: 'sent', detail: '250 queued' });
    });

    it('tells states of those that exist, in this workspace only', async () => {
      await ledger.beginAttempt(intent, at(0));
      await ledger.beginAttempt({ ...intent, workspace: 'other', key: 'foreign' }, at(0));
      expect([...(await ledger.states('demo', [intent.key, 'foreign', 'none']))]).toEqual([[intent.key, 'intended']]);
      expect(await ledger.read('other', intent.key)).toBeNull();
    });
  });
}
