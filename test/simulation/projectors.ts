import type { AccountDocument } from '@cairn/server/accounts/account.js';
import { AccountSettling } from '@cairn/server/accounts/account-settling.js';
import { AccountUpdates } from '@cairn/server/accounts/account-updates.js';
import type { AccountsPort } from '@cairn/server/accounts/accounts.port.js';
import { MemoryAccountsStore } from '@cairn/server/accounts/memory-accounts.store.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { EffectPerformer, Person } from '@cairn/server/profiles/core.js';
import { notYet } from '@cairn/server/profiles/memory-database.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import type { Process } from './scheduler.js';
import { SimDeliveries } from './sim-deliveries.js';
import { workflow } from './sim-temporal.js';
import { coreOf, definitionsOf } from './worker-core.js';
import type { Worker, World } from './world.js';
import { workspace } from './world-definitions.js';

/** Catches up whoever is due, and performs the effects; nothing keeps two of them from the same person. */
export async function projector(world: World, process: Process, worker: Worker): Promise<void> {
  const accounts = new AccountUpdates({ store: accountsOf(world, process), clock: { now: () => world.nowMs }, token: () => world.token() });
  const effects: EffectPerformer = {
    perform: async (_, effect) => {
      if (effect.kind === 'updateAccount') await accounts.update(workspace, effect);
      else await process.step(`perform ${effect.id}`, () => perform(world, effect));
    },
  };
  const { core } = coreOf(world, process, worker, effects);
  for (;;) {
    const people = await process.step('sweep', () => due(world, worker));
    await core.catchUp(people, { performEffects: true });
  }
}

/** Counts the people of accounts, and folds those who have not seen the newest of them. */
export async function accountant(world: World, process: Process, worker: Worker): Promise<void> {
  const { db, random } = world;
  const { core } = coreOf(world, process, worker);
  const settling = new AccountSettling({
    store: accountsOf(world, process),
    definitions: definitionsOf(world, process, worker),
    clock: { now: () => world.nowMs },
    token: () => world.token(),
    batch: 2,
  });
  for (;;) {
    const accountId = await process.step('look for accounts', () => {
      const due = db
        .all<AccountDocument>(collections.accounts)
        .filter(({ dueAt, epoch }) => (dueAt ? dueAt.getTime() <= world.nowMs : epoch < world.publishedEpoch()));
      return due.length > 0 ? random.pick(due).accountId : notYet;
    });
    const people = await settling.settle(workspace, accountId);
    if (people.length > 0) await core.catchUp(people);
  }
}

function accountsOf({ db, mutant }: World, process: Process): AccountsPort {
  return mutant.accounts ? mutant.accounts(db, process) : new MemoryAccountsStore(db, process);
}

function perform(world: World, effect: Exclude<ProfileDocument['effects'][number], { kind: 'updateAccount' }>): true {
  if (effect.kind === 'recordRun') {
    const known = world.runs.get(effect.run.runId);
    const path = [...(known?.path ?? []), ...effect.path];
    const newer = !known || known.run.transition <= effect.run.transition;
    world.runs.set(effect.run.runId, { run: newer ? effect.run : known.run, path, profileId: effect.profileId });
    return true;
  }
  if (effect.kind === 'recordAudit') {
    world.audit.add(effect.entry._id);
    return true;
  }
  if (effect.kind === 'moveHistory' || effect.kind === 'setTraits' || effect.kind === 'notify') return true;
  const running = world.workflows.get(effect.runId);
  if (effect.kind === 'pokeRun') {
    if (running) running.poked = true;
    return true;
  }
  if (running) return true;
  const { runId, journey, profileId, command } = effect;
  world.workflows.set(runId, { command, profileId, journey, poked: false, closed: false });
  world.scheduler.spawn(`wf-${runId.slice(0, 6)}`, (process) => workflow(world, process, runId), { durable: true });
  return true;
}

function due(world: World, worker: Worker): Person[] | typeof notYet {
  const { db, mutant, random } = world;
  const people: Person[] = [];
  for (const event of db.all<EventDocument>(collections.events)) if (event.pending !== undefined) people.push({ workspace, identity: event.who });
  const published = world.publishedEpoch();
  for (const profile of db.all<ProfileDocument>(collections.profiles)) {
    if (profile.mergedInto) continue;
    const ticking = profile.nextEvaluationAt && profile.nextEvaluationAt.getTime() <= world.nowMs;
    const owing = profile.effects.length > 0 && !mutant.noOutboxSweep;
    const behind = profile.epoch < published && !mutant.noEpochSweep;
    if (ticking || owing || behind) people.push({ workspace, profileId: profile.profileId });
  }
  if (published > worker.epoch && !mutant.staysWithOldDefinitions && random.chance(0.3)) worker.epoch = published;
  if (people.length === 0) return notYet;
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(people));
}

/** The worker's sweep of hand-overs that nobody comes back to: their run ended meanwhile. */
export async function janitor(world: World, process: Process): Promise<void> {
  const { db } = world;
  const deliveries = new SimDeliveries(db, process);
  for (;;) {
    const { key, handOver, state } = await process.step('look for interrupted hand-overs', () => {
      const before = new Date(world.nowMs - 20_000);
      const late = db.all<DeliveryDocument>('deliveries').find((delivery) => {
        if (delivery.state === 'handing-over') return (delivery.handedOverAt ?? before) < before;
        return delivery.state === 'intended' && delivery.updatedAt < before && world.runs.get(delivery.runId)?.run.ended !== undefined;
      });
      return late ?? notYet;
    });
    if (state === 'intended') {
      await deliveries.settle(workspace, key, handOver, { from: ['intended'], to: 'refused', reason: 'run-ended' }, new Date(world.nowMs));
      continue;
    }
    await deliveries.settle(workspace, key, handOver, { from: ['handing-over'], to: 'unknown', reason: 'hand-over-interrupted' }, new Date(world.nowMs));
  }
}
