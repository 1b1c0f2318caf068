import { collections, type RunDocument } from '@cairn/server/platform/collections.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import { judge, settle, type Verdict } from './verdict.js';
import { api, countedEvent, sendUntilAccepted, sleep, startWorld, until, workspace } from './world.js';

const patience = (): number => performance.now() + 60_000;

/**
 * Temporal is down for `downMs` while people come evenly all that time. Meanwhile events must be accepted and segments current; afterwards every
 * journey catches up, once. Tests take seconds, `npm run chaos` a minute: nothing in the way back depends on the length.
 */
export async function temporalDown(people: number, downMs: number): Promise<Verdict & { membersMeanwhile: number }> {
  const world = await startWorld({ amount: 1, unit: 'second' }, 'temporal-down');
  try {
    const part = world.stack.parts.get('temporal');
    await part?.suspend();
    const downAt = Date.now();
    const expected = { accepted: [] as string[], counted: new Map<string, number>(), mails: [] as string[] };
    for (let index = 0; index < people; index += 1) {
      await sleep(Math.max(0, downAt + (downMs * index) / people - Date.now()));
      const userId = `person-${index}`;
      const batch = [
        { type: 'identify', messageId: `id-${index}`, userId, traits: { email: `${userId}@example.com`, first_name: 'P' } },
        { type: 'track', messageId: `seen-${index}`, userId, event: countedEvent },
        { type: 'track', messageId: `cart-${index}`, userId, event: 'Cart Updated' },
      ];
      await sendUntilAccepted(world, '/v1/batch', { batch }, patience());
      expected.accepted.push(...batch.map((call) => call.messageId));
      expected.counted.set(userId, 1);
      expected.mails.push(`${userId}@example.com`);
    }
    const members = async (): Promise<number> =>
      await world.db.collection<ProfileDocument>(collections.profiles).countDocuments({ workspace, 'memberships.seen': { $exists: true } });
    await until('segments current while Temporal is down', async () => (await members()) === people, 20_000);
    const membersMeanwhile = await members();
    part?.resume();
    await settle(world, people, 180_000);
    const verdict = await judge(world, expected, [{ part: 'temporal', at: downAt, backAt: Date.now() }]);
    return { ...verdict, membersMeanwhile };
  } finally {
    await world.end();
  }
}

/**
 * The worker is down while a purchase is accepted that must stop a cart mail; the mail falls due meanwhile. Answers the mails that went out all the same,
 * and how the run ended. A second person, who buys nothing, proves that mails do go.
 */
export async function workerDownDuringPurchase(downMs: number): Promise<{ buyerMails: number; otherMails: number; buyerRun: string | undefined }> {
  const world = await startWorld({ amount: 4, unit: 'second' }, 'worker-down');
  try {
    for (const userId of ['buyer', 'other']) {
      await sendUntilAccepted(world, '/v1/identify', { userId, messageId: `id-${userId}`, traits: { email: `${userId}@example.com` } }, patience());
      await sendUntilAccepted(world, '/v1/track', { userId, messageId: `cart-${userId}`, event: 'Cart Updated' }, patience());
    }
    const runs = world.db.collection<RunDocument>(collections.runs);
    await until('both inside', async () => (await runs.countDocuments({ workspace, state: 'active' })) === 2, 20_000);
    const worker = world.stack.parts.get('worker');
    await worker?.suspend();
    await sendUntilAccepted(world, '/v1/track', { userId: 'buyer', messageId: 'order', event: 'Order Completed' }, patience());
    await sleep(downMs);
    worker?.resume();
    await until('both ended', async () => (await runs.countDocuments({ workspace, state: 'ended' })) === 2, 60_000);
    await sleep(1_500);
    const { items } = (await api(world, 'GET', '/api/profiles/lookup?identity=userId:buyer').then((profile) =>
      api(world, 'GET', `/api/profiles/${(profile as { id: string }).id}/runs`),
    )) as { items: { run?: { ended?: { reason: string } }; endReason?: string }[] };
    const count = (to: string): number => world.sink.messages.filter((message) => message.to.includes(to)).length;
    return {
      buyerMails: count('buyer@example.com'),
      otherMails: count('other@example.com'),
      buyerRun: items[0]?.run?.ended?.reason ?? items[0]?.endReason ?? JSON.stringify(items[0] ?? null),
    };
  } finally {
    await world.end();
  }
}
