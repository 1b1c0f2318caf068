import type { EventDocument, IdentityId } from '@cairn/server/events/event.js';
import type { DeliveryDocument, DeliveryState } from '@cairn/server/messages/delivery.js';
import { collections } from '@cairn/server/platform/collections.js';
import type { CoreSession } from '@cairn/server/profiles/core.js';
import type { EventMark, IdentityDocument, MergeWrite, ProfileWrite, UnmergeWrite } from '@cairn/server/profiles/core-store.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import type { MemoryDatabase, MemorySession, Steps } from '@cairn/server/profiles/memory-database.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import { accountMutants } from './account-mutants.js';
import type { Mutant } from './mutants.js';
import { aims, type Settings } from './settings.js';
import { SimDeliveries } from './sim-deliveries.js';

type StoreClass = new (db: MemoryDatabase, steps: Steps) => MemoryCoreStore;
type Changes = Parameters<MemoryDatabase['put']>[0];
type Kind = 'identities' | 'profiles' | 'events';

const withStore = (Store: StoreClass): Mutant => ({ store: (db, steps) => new Store(db, steps) });

class NotCausal extends MemoryCoreStore {
  protected override view(session: CoreSession): ReturnType<MemoryDatabase['view']> {
    return this.db.view(session as unknown as MemorySession, { majority: true, causal: false });
  }
}

function readingLocally(...kinds: Kind[]): StoreClass {
  return class extends MemoryCoreStore {
    protected override view(session: CoreSession, kind: Kind): ReturnType<MemoryDatabase['view']> {
      return this.db.view(session as unknown as MemorySession, { majority: !kinds.includes(kind), causal: true });
    }
  };
}

function notWaitingFor(...kinds: string[]): StoreClass {
  return class extends MemoryCoreStore {
    protected override async majorityHas(indexes: (number | undefined)[], what: Parameters<MemoryCoreStore['majorityHas']>[1]): Promise<void> {
      if (!kinds.includes(what)) await super.majorityHas(indexes, what);
    }
  };
}

/** Events are read before the profile. */
class EventsFirst extends MemoryCoreStore {
  private early: EventDocument[] = [];

  override async readProfiles(session: CoreSession, workspace: string, ids: string[]): Promise<ProfileDocument[]> {
    this.early = await this.read(session, 'events', (all: Map<string, EventDocument>) => [...all.values()]);
    return await super.readProfiles(session, workspace, ids);
  }

  override async readPending(session: CoreSession, request: Parameters<MemoryCoreStore['readPending']>[1]): Promise<EventDocument[]> {
    if (this.early.length === 0) return await super.readPending(session, request);
    const names = new Set(request.names);
    return this.early
      .filter((event) => event.pending !== undefined && this.isNamed(event, names) && !request.except?.includes(event._id))
      .slice(0, request.limit);
  }
}

class OwnersOnly extends MemoryCoreStore {
  protected override isNamed(event: EventDocument, names: ReadonlySet<IdentityId>): boolean {
    return names.has(event.who);
  }
}

/** A full page is taken for the end. */
class NeverFull extends MemoryCoreStore {
  override async readPending(session: CoreSession, request: Parameters<MemoryCoreStore['readPending']>[1]): Promise<EventDocument[]> {
    return (await super.readPending(session, request)).slice(0, Math.max(1, request.limit - 1));
  }
}

/** Absent from a limited read is taken for done. */
class AbsentIsDone extends MemoryCoreStore {
  override async readMarks(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventMark[]> {
    return (await super.readMarks(session, workspace, messageIds)).map(({ pending: _pending, ...mark }) => mark);
  }
}

class AttachedInParts extends MemoryCoreStore {
  override async writeProfiles(session: CoreSession, writes: ProfileWrite[]): Promise<boolean[]> {
    const matched: boolean[] = [];
    for (const { identities = [], ...write } of writes) {
      const free: boolean[] = [];
      for (const identity of identities) free.push((await this.write('attach part', session, () => this.part(identity))) !== undefined);
      matched.push(!free.includes(false) && ((await super.writeProfiles(session, [write]))[0] ?? false));
    }
    return matched;
  }

  private part(identity: IdentityDocument): Changes | undefined {
    return this.isOwned(identity) ? undefined : [{ collection: collections.identities, id: identity._id, document: identity }];
  }
}

class MergedInParts extends MemoryCoreStore {
  override async merge(session: CoreSession, { survivor, loser, identities, journal }: MergeWrite): Promise<boolean> {
    const put = async (...changes: Changes) => await this.write('merge part', session, () => changes);
    if (!(await this.writeProfiles(session, [survivor]))[0]) return false;
    for (const identity of identities) await put({ collection: collections.identities, id: identity._id, document: identity });
    await put({ collection: collections.profiles, id: loser.after._id, document: loser.after });
    await put({ collection: collections.merges, id: journal._id, document: journal });
    return true;
  }
}

function merging(change: (write: MergeWrite) => Partial<ProfileDocument>): StoreClass {
  return class extends MemoryCoreStore {
    override async merge(session: CoreSession, write: MergeWrite): Promise<boolean> {
      return await super.merge(session, { ...write, survivor: { ...write.survivor, after: { ...write.survivor.after, ...change(write) } } });
    }
  };
}

type UnmergeSides = { staying: ProfileDocument; leaving: ProfileDocument };

/** A merge is undone, but not all of it. */
function unmerging(change: (write: UnmergeWrite) => Partial<UnmergeSides>): StoreClass {
  return class extends MemoryCoreStore {
    override async unmerge(session: CoreSession, write: UnmergeWrite): Promise<boolean> {
      const { staying = write.staying.after, leaving = write.leaving.after } = change(write);
      return await super.unmerge(session, { ...write, staying: { ...write.staying, after: staying }, leaving: { ...write.leaving, after: leaving } });
    }
  };
}

const onBoth = (change: (profile: ProfileDocument, write: UnmergeWrite) => Partial<ProfileDocument>): StoreClass =>
  unmerging((write) => ({
    staying: { ...write.staying.after, ...change(write.staying.after, write) },
    leaving: { ...write.leaving.after, ...change(write.leaving.after, write) },
  }));

class UnmergedInParts extends MemoryCoreStore {
  override async unmerge(session: CoreSession, write: UnmergeWrite): Promise<boolean> {
    const changes = this.unmerged(write);
    for (const change of changes ?? []) await this.write('unmerge part', session, () => [change]);
    return changes !== undefined;
  }
}

/** Each side's runs go on as if the other side had done nothing. */
const notAdopting = merging(({ survivor, loser }) => ({
  runs: { ...survivor.before.runs, ...loser.before.runs },
  effects: [...survivor.before.effects, ...loser.before.effects],
}));

function storing(change: (profile: ProfileDocument) => ProfileDocument): StoreClass {
  return class extends MemoryCoreStore {
    protected override changed(write: ProfileWrite): Changes[number] | undefined {
      const found = super.changed(write);
      return found && { ...found, document: change(found.document as ProfileDocument) };
    }
  };
}

/** Whoever writes last wins. */
class Unconditional extends MemoryCoreStore {
  protected override changed({ before, after }: ProfileWrite): Changes[number] | undefined {
    const version = this.db.get<ProfileDocument>(collections.profiles, after._id)?.version;
    return super.changed(version === undefined || !before ? { before: null, after } : { before: { ...before, version }, after });
  }
}

/** Slots are never given back. */
class KeepsSlots extends MemoryCoreStore {
  protected override changed({ before, after }: ProfileWrite): Changes[number] | undefined {
    return super.changed({ before, after: { ...after, slots: { ...before?.slots, ...after.slots } } } as ProfileWrite);
  }
}

const ofNoAttempt = (slots: ProfileDocument['slots']) => Object.fromEntries(Object.entries(slots).map(([key, slot]) => [key, { ...slot, attempt: 0 }]));

class AnyAttempt extends MemoryCoreStore {
  protected override isAttempt(): boolean {
    return true;
  }
}

class PullsAll extends MemoryCoreStore {
  override async pullEffects(workspace: string, profileId: string): Promise<void> {
    const id = `${workspace}:${profileId}`;
    await this.write('pull all', undefined, () => {
      const profile = this.db.get<ProfileDocument>(collections.profiles, id);
      return profile && [{ collection: collections.profiles, id, document: { ...profile, effects: [] } as ProfileDocument }];
    });
  }
}

class TwoClaims extends MemoryCoreStore {
  protected override isOwned(): boolean {
    return false;
  }
}

const withDeliveries = (Deliveries: new (db: MemoryDatabase, steps: Steps) => SimDeliveries): Mutant => ({
  deliveries: (db, steps) => new Deliveries(db, steps),
});

class AnyHandOver extends SimDeliveries {
  protected override mayChange(found: DeliveryDocument, _attempt: number, from: string[]): boolean {
    return from.includes(found.state) || found.state === 'handing-over';
  }
}

class NoHandOverState extends SimDeliveries {
  override async beginHandOver(): Promise<boolean> {
    return true;
  }

  protected override mayChange(found: DeliveryDocument, attempt: number): boolean {
    return found.handOver === attempt;
  }
}

/** What may have been accepted is sent again. */
class UnknownIsIntended extends SimDeliveries {
  override async settle(...[workspace, key, attempt, change, now, session]: Parameters<SimDeliveries['settle']>): Promise<boolean> {
    return await super.settle(workspace, key, attempt, change.to === 'unknown' ? { ...change, to: 'intended' } : change, now, session);
  }
}

/** The slot is given back before the delivery is closed: under an attempt that was allowed meanwhile. */
class FreesFirst extends SimDeliveries {
  private freed = 0;

  override async settle(...[workspace, key, attempt, change, now, session]: Parameters<SimDeliveries['settle']>): Promise<boolean> {
    if (change.to === 'refused' || change.to === 'failed') await this.steps.step('free first', () => void this.free(key, attempt));
    return await super.settle(workspace, key, attempt, change, now, session);
  }

  private free(key: string, attempt: number): void {
    const holder = this.db.all<ProfileDocument>(collections.profiles).find(({ slots }) => Object.hasOwn(slots, key));
    if (!holder) return;
    const slots = Object.fromEntries(Object.entries(holder.slots).filter(([slot]) => slot !== key));
    const version = `freed ${key} ${attempt} ${++this.freed} ${holder.version}`;
    this.db.put([{ collection: collections.profiles, id: holder._id, document: { ...holder, slots, version } as ProfileDocument }]);
  }
}

/** Every slot counts, whatever became of its delivery. */
class NoLookUp extends SimDeliveries {
  override async states(): Promise<Map<string, DeliveryState>> {
    return new Map();
  }
}

/** A hand-over that was not answered is taken for one that failed. */
class UnansweredIsFailed extends SimDeliveries {
  override async settle(...[workspace, key, attempt, change, now, session]: Parameters<SimDeliveries['settle']>): Promise<boolean> {
    return await super.settle(workspace, key, attempt, change.to === 'unknown' ? { ...change, to: 'failed' } : change, now, session);
  }
}

class NotTheSession extends SimDeliveries {
  protected override observed(): void {}
}

export interface Guard {
  /** The rule of the core that it stands for. */
  rule: number;
  mutant: Mutant;
  aim: Partial<Settings>;
}

const failover = { ...aims.failover, naming: 0.4, events: 8 };
const grouping = { ...aims.grouping };
const naming = { ...aims['many-names'], commit: 0.3 };
const undoing = { ...aims.unmerge, handMerges: 2 };

/** Every guard of the core, and how the simulation looks without it. */
export const mutants: { readonly [guard: string]: Guard } = {
  causal: { rule: 1, mutant: withStore(NotCausal), aim: failover },
  evMajority: { rule: 1, mutant: withStore(readingLocally('events')), aim: { ...aims.failover, failover: 0.08, commit: 0.15, events: 7, naming: 0.5 } },
  profMajority: { rule: 1, mutant: withStore(readingLocally('profiles', 'identities')), aim: failover },
  applied: { rule: 1, mutant: withStore(storing((profile) => ({ ...profile, applied: [] }))), aim: { crash: 0.04 } },
  versionCond: { rule: 1, mutant: withStore(Unconditional), aim: { pause: 0.06, naming: 0.4 } },
  profileFirst: { rule: 2, mutant: withStore(EventsFirst), aim: { pause: 0.06, events: 9 } },
  writeMajority: { rule: 2, mutant: withStore(notWaitingFor('profile')), aim: failover },
  claimMajority: { rule: 2, mutant: withStore(notWaitingFor('identities', 'merge')), aim: { ...failover, naming: 0.6 } },
  claimUnique: { rule: 2, mutant: withStore(TwoClaims), aim: { pause: 0.05 } },
  namesRead: { rule: 3, mutant: withStore(OwnersOnly), aim: { ...naming, pause: 0.08 } },
  drainLimit: { rule: 4, mutant: withStore(NeverFull), aim: { ...aims['page-limit'], pause: 0.08 } },
  pruneById: { rule: 4, mutant: withStore(AbsentIsDone), aim: { ...aims['page-limit'], crash: 0.05 } },
  attachTxn: { rule: 5, mutant: withStore(AttachedInParts), aim: { ...naming, crash: 0.05 } },
  mergeTxn: { rule: 5, mutant: withStore(MergedInParts), aim: { ...naming, crash: 0.05, failover: 0.02 } },
  mergeApplied: {
    rule: 5,
    mutant: withStore(merging(({ survivor }) => ({ applied: survivor.before.applied }))),
    aim: { ...naming, story: 'merge', crash: 0.06 },
  },
  mergeEffects: { rule: 5, mutant: withStore(merging(({ survivor }) => ({ effects: survivor.before.effects }))), aim: { ...naming, crash: 0.05 } },
  mergeSlots: { rule: 5, mutant: withStore(merging(({ survivor }) => ({ slots: survivor.before.slots }))), aim: naming },
  runsAdopt: { rule: 5, mutant: withStore(notAdopting), aim: { ...naming, story: 'adopt' } },
  jobOnce: { rule: 7, mutant: { jobsForget: true }, aim: { ...aims.tagging } },
  accountSweep: { rule: 14, mutant: accountMutants.accountSweep, aim: grouping },
  accountVersion: { rule: 1, mutant: accountMutants.accountVersion, aim: { ...grouping, pause: 0.06 } },
  accountUnaware: { rule: 14, mutant: accountMutants.accountUnaware, aim: grouping },
  accountsAfter: { rule: 2, mutant: accountMutants.accountsAfter, aim: { ...grouping, pause: 0.08 } },
  accountEffect: { rule: 10, mutant: accountMutants.accountEffect, aim: { ...grouping, pause: 0.06 } },
  dupMajority: { rule: 6, mutant: { repeatsUnasked: true }, aim: { ...failover, lostReply: 0.08, commit: 0.05 } },
  insertMajority: { rule: 6, mutant: { insertsUnawaited: true }, aim: failover },
  barrier: { rule: 7, mutant: { noBarrier: true, ...withDeliveries(NotTheSession) }, aim: { ...failover, failover: 0.04, pause: 0.05 } },
  deadViaProfile: {
    rule: 9,
    mutant: withStore(storing((profile) => ({ ...profile, applied: profile.applied.filter((token) => !token.endsWith('!')) }))),
    aim: { ...aims.replay },
  },
  attempt: { rule: 9, mutant: withStore(AnyAttempt), aim: { ...aims.replay } },
  pullById: { rule: 10, mutant: withStore(PullsAll), aim: { pause: 0.06, naming: 0.4 } },
  outbox: { rule: 10, mutant: { noOutboxSweep: true }, aim: { crash: 0.04 } },
  handOverCond: { rule: 11, mutant: withDeliveries(AnyHandOver), aim: { ...aims['paused-attempt'] } },
  handOverState: { rule: 11, mutant: withDeliveries(NoHandOverState), aim: { ...aims['paused-attempt'] } },
  refuseFirst: { rule: 12, mutant: withDeliveries(FreesFirst), aim: { ...aims.regret, pause: 0.12, heartbeat: 0.2 } },
  capLooksUp: { rule: 12, mutant: withDeliveries(NoLookUp), aim: { ...aims.cap } },
  slotOfAttempt: {
    rule: 13,
    mutant: withStore(storing((profile) => ({ ...profile, slots: ofNoAttempt(profile.slots) }))),
    aim: { ...aims.calm, story: 'cap', pause: 0.06, heartbeat: 0.3 },
  },
  heldHoldsNone: { rule: 13, mutant: withStore(KeepsSlots), aim: { ...aims.cap } },
  soleFail: { rule: 13, mutant: withDeliveries(UnansweredIsFailed), aim: { ...aims['paused-attempt'] } },
  recheckRetry: { rule: 13, mutant: { remembersVerdict: true }, aim: { ...aims.regret, pause: 0.2, heartbeat: 0.2 } },
  unknownStays: { rule: 13, mutant: withDeliveries(UnknownIsIntended), aim: { ...aims['paused-attempt'] } },
  epochSweep: { rule: 14, mutant: { noEpochSweep: true }, aim: { ...aims['publish-late'] } },
  freshLook: { rule: 14, mutant: { looksNowAndThen: true }, aim: { ...aims.published } },
  causalLook: { rule: 1, mutant: { looksAlone: true }, aim: { ...aims.published, failover: 0.05, commit: 0.7 } },
  epochReload: { rule: 14, mutant: { staysWithOldDefinitions: true }, aim: { ...aims['publish-late'] } },
  unmergeApplied: { rule: 15, mutant: withStore(onBoth(() => ({ applied: [] }))), aim: { ...undoing, blindUndo: true, pause: 0.06 } },
  unmergeTxn: { rule: 15, mutant: withStore(UnmergedInParts), aim: { ...undoing, crash: 0.06 } },
  unmergeRuns: { rule: 15, mutant: withStore(onBoth((_, { staying }) => ({ runs: staying.before.runs }))), aim: undoing },
  movedRuns: { rule: 15, mutant: withStore(onBoth(() => ({ movedRuns: {} }))), aim: undoing },
  unmergeEffects: { rule: 15, mutant: withStore(unmerging(({ leaving }) => ({ leaving: { ...leaving.after, effects: [] } }))), aim: undoing },
  unmergeSlots: { rule: 15, mutant: withStore(onBoth(() => ({ slots: {} }))), aim: undoing },
  unmergeConsent: {
    rule: 15,
    mutant: withStore(unmerging(({ leaving }) => ({ leaving: { ...leaving.after, consent: { unsubscribed: {} } } }))),
    aim: { ...aims['unmerge-consent'] },
  },
  unmergeApart: {
    rule: 15,
    mutant: withStore(onBoth(({ identities }) => ({ identities: identities.map(({ apart: _apart, ...identity }) => identity) }))),
    aim: { ...undoing, events: 12 },
  },
  limits: { rule: 5, mutant: { noLimits: true }, aim: { ...aims.limits } },
};
