import type { HandOverResult } from '@cairn/server/messages/channel.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { createSender, type SendPort } from '@cairn/server/messages/send.js';
import { OperationalError } from '@cairn/server/platform/errors.js';
import type { ProfileCore } from '@cairn/server/profiles/core.js';

import type { Process } from './scheduler.js';
import { SimDeliveries } from './sim-deliveries.js';
import { closedForGood, type IdleSlots, mustSee, sentTo, watchedSends } from './watches.js';
import type { World } from './world.js';
import { workspace } from './world-definitions.js';

/** What this attempt must know, since it was so before it began: exits that were accepted, mails that this person was sent. */
interface Must {
  exits: number[];
  sent: string[];
}

/** The product's sender for one attempt of one run, in front of a provider of moods. */
export function senderFor(world: World, process: Process, core: ProfileCore, runId: string): SendPort {
  const { db, mutant } = world;
  const deliveries = mutant.deliveries ? mutant.deliveries(db, process) : new SimDeliveries(db, process);
  let must: Must = { exits: [], sent: [] };
  let idle: IdleSlots = { closed: new Set(), putOff: new Map() };
  let lastTried: { key: string; attempt: number } | undefined;
  const handOver = async ({ key }: { key: string }): Promise<HandOverResult> =>
    await process.step(`hand over ${key.slice(0, 6)}`, () => {
      lastTried = { key, attempt: db.get<DeliveryDocument>('deliveries', `${workspace}:${key}`)?.handOver ?? 0 };
      return provider(world, key, must);
    });
  const sender = createSender({
    core: watchedSends(world, core, runId, () => idle),
    deliveries,
    clock: { now: () => world.nowMs },
    journeyNow: async () => ({ state: 'live', plans: [] }),
    readWorkspace: async () => ({ name: 'sim', sender: { name: 'Sim', address: 'shop@example.com' } }),
    readTemplate: async () => ({ version: 'v', definition: { name: 'cart', subject: 's', mjml: '<mjml/>' } }),
    render: async () => ({ subject: 's', html: 'h', text: 't' }) as never,
    unsubscribeUrl: () => 'https://example.com/u',
    adapter: { channel: 'email', handOver },
  });
  return {
    send: async (request, session) => {
      must = { exits: mustSee(world, runId, 'E').filter((at) => at >= request.run.enteredAt), sent: sentTo(world, runId) };
      idle = { closed: closedForGood(world), putOff: new Map(world.putOff) };
      try {
        return await sender.send(request, session);
      } catch (error) {
        if (lastTried && error instanceof OperationalError && error.code === 'provider-busy') world.putOff.set(lastTried.key, lastTried.attempt);
        throw error;
      }
    },
  };
}

/** Accepts, refuses, puts off or does not answer; watches that nothing comes that should not. */
function provider(world: World, key: string, must: Must): HandOverResult {
  const { sink } = world;
  const runId = world.db.get<{ _id: string; runId: string }>('deliveries', `${workspace}:${key}`)?.runId ?? '';
  const luck = world.scheduler.chaos ? world.random.below(6) : 0;
  if (luck === 1) return { outcome: 'rejected', detail: '550' };
  if (luck === 2) return { outcome: 'later', detail: '451' };
  if (sink.some((sent) => sent.key === key)) world.violate('sent-twice', key);
  sink.push({ key, runId });
  if (mustSee(world, runId, 'E').some((at) => must.exits.includes(at))) world.violate('sent-after-exit', runId);
  if (sentTo(world, runId).some((other) => other !== key && must.sent.includes(other))) world.violate('cap-exceeded', `${key} after ${must.sent.join()}`);
  return luck === 3 ? { outcome: 'unknown', detail: 'time-out' } : { outcome: 'accepted' };
}
