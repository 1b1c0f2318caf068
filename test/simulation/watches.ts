import type { EventDocument } from '@cairn/server/events/event.js';
import type { DeliveryDocument } from '@cairn/server/messages/delivery.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { DecideRequest, ProfileCore } from '@cairn/server/profiles/core.js';
import type { IdentityDocument } from '@cairn/server/profiles/core-store.js';
import { nextHolderOf } from '@cairn/server/profiles/moved-runs.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import type { SimEvent } from './sim-events.js';
import type { World } from './world.js';
import { workspace } from './world-definitions.js';

/** Watches that no time-out is decided against an event that was accepted before. */
export function watchedTimeouts(world: World, core: ProfileCore, runId: string): ProfileCore {
  return {
    ...unwatched(core),
    decide: async (request) => {
      const before = personOf(world, runId)?.runs[runId];
      const must = before?.wait?.stepId === 'wait' ? mustSee(world, runId, 'W').filter((at) => at >= before.enteredAt && at <= (before.wait?.dueAt ?? 0)) : [];
      let timedOut = false;
      const result = await core.decide({
        ...request,
        decide: (view) => {
          const decided = request.decide(view);
          timedOut = decided.decisions?.some(({ kind, outcome }) => kind === 'wait' && outcome === 'timeout') ?? false;
          return decided;
        },
      });
      if (timedOut && must.length > 0 && mustSee(world, runId, 'W').some((at) => must.includes(at))) world.violate('timeout-beat-event', runId);
      return result;
    },
  };
}

function unwatched(core: ProfileCore): Omit<ProfileCore, 'decide'> {
  return {
    catchUp: (people, options) => core.catchUp(people, options),
    withSession: (work) => core.withSession(work),
    look: (session, workspace, profileId) => core.look(session, workspace, profileId),
  };
}

/** Slots that may cap nobody: of deliveries that were closed, or put off by that very attempt, before this one began. */
export interface IdleSlots {
  closed: ReadonlySet<string>;
  putOff: ReadonlyMap<string, number>;
}

/** Watches that nobody is capped by slots alone that hold nothing (core 12, semantics §7.2). */
export function watchedSends(world: World, core: ProfileCore, runId: string, idle: () => IdleSlots): ProfileCore {
  return {
    ...unwatched(core),
    decide: async <T>(request: DecideRequest<T>) => {
      const remembered = world.mutant.remembersVerdict ? world.verdicts.get(runId) : undefined;
      let capped: ProfileDocument['slots'] | undefined;
      const result = await core.decide({
        ...request,
        decide: (view) => {
          const decided = request.decide(view);
          const verdict = decided.result as { kind?: string; reason?: string } | null;
          if (remembered && verdict?.kind === 'refused') return { result: { ...remembered, decidedAt: view.now } as T };
          capped = verdict?.kind === 'refused' && verdict.reason === 'capped' ? view.profile.slots : undefined;
          return decided;
        },
      });
      const known = idle();
      // Told apart by hand, both keep the slots of both.
      if (
        capped &&
        world.settings.unmerges === 0 &&
        Object.entries(capped).every(([key, { attempt }]) => known.closed.has(key) || known.putOff.get(key) === attempt)
      )
        world.violate('capped-by-nothing', runId);
      if ((result as { kind?: string } | null)?.kind === 'allowed') world.verdicts.set(runId, result as object);
      return result;
    },
  };
}

/** Keys of deliveries that a majority knows never reached anybody. */
export function closedForGood({ db }: World): Set<string> {
  const deliveries = db.view({ index: 0 })?.read<DeliveryDocument>('deliveries').values() ?? [];
  return new Set([...deliveries].filter(({ state }) => state === 'refused' || state === 'failed').map(({ key }) => key));
}

/** Keys that the provider accepted for the person whom this run belongs to. */
export function sentTo(world: World, runId: string): string[] {
  const person = personOf(world, runId);
  if (!person) return [];
  return world.sink.flatMap(({ key, runId: of }) => (ownerOfRun(world, of) === person.profileId ? [key] : []));
}

/** By the majority's profiles: who has the run, or had it when it was recorded, followed through merges. */
function ownerOfRun({ db, workflows }: World, runId: string): string | undefined {
  const profiles = db.view({ index: 0 })?.read<ProfileDocument>(collections.profiles);
  const started = workflows.get(runId)?.profileId;
  let at = started === undefined ? undefined : profiles?.get(`${workspace}:${started}`);
  for (let hops = 0; at; hops++) {
    const next = nextHolderOf(at, runId, hops);
    if (next === undefined) break;
    at = profiles?.get(`${workspace}:${next}`);
  }
  return at?.profileId;
}

function personOf(world: World, runId: string): ProfileDocument | undefined {
  const holders = world.db.all<ProfileDocument>(collections.profiles).filter((profile) => !profile.mergedInto && profile.runs[runId]);
  if (holders.length > 1) world.violate('run-doubled', `${runId} with ${holders.map(({ profileId }) => profileId.slice(0, 6)).join(' and ')}`);
  return holders[0];
}

/** Times of events of a kind that were accepted for the person of a run: whoever decides from now on must have seen them. */
export function mustSee(world: World, runId: string, kind: SimEvent['kind']): number[] {
  const person = personOf(world, runId);
  if (!person) return [];
  const identities = world.db.view({ index: world.db.majorityIndex })?.read<IdentityDocument>(collections.identities);
  const owns = (name: string) => identities?.get(name)?.owner === person.profileId && person.identities.some(({ id }) => id === name);
  return world.events
    .filter((event) => event.kind === kind && world.acknowledged.has(event.id) && ownedBy(world, event, owns, kind === 'W'))
    .map(({ timestamp }) => timestamp ?? 0);
}

function ownedBy({ db, settings }: World, event: SimEvent, owns: (name: string) => boolean, releasing: boolean): boolean {
  if (releasing && event.historic) return false;
  const stored = db.get<EventDocument>(collections.events, `${workspace}:${event.id}`);
  // A second userId on the device is somebody else, and so may be one told apart by hand: only what is surely this person's counts.
  if (stored?.pending === undefined || settings.switchOfUser || settings.limits || settings.unmerges > 0) return owns(event.who);
  return event.names.some(owns);
}
