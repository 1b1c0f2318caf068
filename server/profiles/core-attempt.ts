import type { Decision } from '@cairn/workflows/contracts/interpreter.js';
import { hashId } from '@cairn/workflows/contracts/names.js';

import type { EventDocument, IdentityId } from '../events/event.js';
import type { DecisionDocument, IdentityDecision } from '../platform/collections.js';
import { escapeKey } from '../platform/keys.js';
import { accountIdsOf, type ReadAccounts } from './account-links.js';
import { tokenOf } from './applied.js';
import type { Clock, CoreSession, Definitions, DefinitionsSource, Person } from './core.js';
import type { CoreStore, IdentityDocument } from './core-store.js';
import { profileIdentity } from './new-profile.js';
import type { ProfileDocument } from './profile.js';
import { profileLimits, sizeOf } from './profile-limits.js';
import type { RecentNames } from './recent-names.js';
import type { Ownership, Resolution } from './resolve-identities.js';

export interface CatchUpDeps {
  store: CoreStore;
  definitions: DefinitionsSource;
  clock: Clock;
  /** A token that never repeats. */
  token(): string;
  /** Events read at once; more are left to the next round. Default 2,000. */
  pageLimit?: number;
  /** So long may a profile's `applied` be before those seen done are looked for and left out: a read saved, at some 45 bytes each. Default 8. */
  appliedKept?: number;
  /** Rounds before giving up on people that others keep changing. Default 60. */
  maxRounds?: number;
  /** Demotions whose reasons were written a moment ago, so that a shared device does not write them with every event. */
  demotions?: RecentNames;
  onApplied?(events: EventDocument[]): void;
  onConflict?(): void;
  onRefused?(count: number): void;
}

/** Somebody to catch up, until `settled`. */
export interface Job {
  person: Person;
  /** What was found; null: there is no such person, and nothing pending that would make one. */
  settled?: ProfileDocument | null;
  /** Events that belong to somebody else: no longer new to this one (core 3). */
  foreign: Set<string>;
}

/** One profile of a round, with everybody who led to it. */
export interface Unit {
  owner: string;
  jobs: Job[];
  /** As stored; null: a new person. */
  stored: ProfileDocument | null;
  /** The same, with those who join. */
  base: ProfileDocument;
  /** Identities that nobody owned and that its events bring: stored with the fold, or not at all (core 5). */
  joining: IdentityDocument[];
  events: EventDocument[];
  /** The read came back full: more may be there. */
  more: boolean;
  resolved: { event: EventDocument; resolution: Resolution }[];
}

/** One attempt for some people of one workspace, in one causally consistent session: what all of its parts read and write. */
export class CoreAttempt {
  constructor(
    protected readonly deps: CatchUpDeps,
    protected readonly session: CoreSession,
    protected readonly workspace: string,
  ) {}

  protected async ownersOf(ids: IdentityId[]): Promise<Map<IdentityId, IdentityDocument>> {
    const found = ids.length > 0 ? await this.deps.store.readIdentities(this.session, this.workspace, [...new Set(ids)]) : [];
    return new Map(found.map((identity) => [identity._id, identity]));
  }

  protected async profilesById(ids: string[]): Promise<Map<string, ProfileDocument>> {
    const found = ids.length > 0 ? await this.deps.store.readProfiles(this.session, this.workspace, ids) : [];
    return new Map(found.map((profile) => [profile.profileId, profile]));
  }

  protected async readPending(names: IdentityId[], except: string[] = []): Promise<{ events: EventDocument[]; more: boolean }> {
    const limit = this.deps.pageLimit ?? 2_000;
    const events = await this.deps.store.readPending(this.session, {
      workspace: this.workspace,
      names: [...new Set(names)],
      limit,
      ...(except.length > 0 && { except }),
    });
    return { events, more: events.length >= limit };
  }

  /** Accounts that conditions may ask about, in one read; none when none does. After the profiles: who has seen an account reads nothing older. */
  protected async accountsOf(
    definitions: Definitions,
    people: { profile: Pick<ProfileDocument, 'accounts'>; events?: readonly EventDocument[] }[],
  ): Promise<ReadAccounts> {
    const ids = definitions.accounts ? [...new Set(people.flatMap(({ profile, events }) => accountIdsOf(profile, events)))] : [];
    const found = ids.length > 0 ? await this.deps.store.readAccounts(this.session, this.workspace, ids) : [];
    return new Map(found.map((account) => [escapeKey(account.accountId), account]));
  }

  /** Events that this profile has folded: done ones, and those in `applied`; dead letters are not (core 15). */
  protected async folded(profile: ProfileDocument, since?: Date): Promise<EventDocument[]> {
    return foldedOf(profile, await this.owned(profile, since));
  }

  /** Every event that this profile's identities own, whatever its state. */
  protected async owned(profile: ProfileDocument, since?: Date): Promise<EventDocument[]> {
    const whos = profile.identities.map(({ id }) => id);
    return await this.deps.store.readOwned(this.session, this.workspace, whos, since);
  }

  /** Before the profile, so that whoever sees a change finds its reason; named by what they are about, so that a repeated fold replaces them. */
  async writeDecisions(decided: { profile: ProfileDocument; decisions: (Decision | IdentityDecision)[] }[]): Promise<void> {
    const documents = decided.flatMap(({ profile, decisions }) => decisions.map((decision) => decisionDocument(profile, decision)));
    if (documents.length > 0) await this.deps.store.writeDecisions(this.session, documents);
  }
}

export function decisionDocument(
  { workspace, profileId }: Pick<ProfileDocument, 'workspace' | 'profileId'>,
  decision: Decision | IdentityDecision,
): DecisionDocument {
  const id = hashId('decision', ...aboutOf(decision).map((part) => String(part ?? '')));
  return { _id: `${workspace}:${profileId}:${id}`, workspace, profileId, decision, at: new Date(decision.at) };
}

/** Done ones, and those in `applied`; dead letters are not. */
export function foldedOf({ applied }: Pick<ProfileDocument, 'applied'>, owned: EventDocument[]): EventDocument[] {
  const tokens = new Set(applied);
  return owned.filter((event) => tokens.has(tokenOf(event)) || (event.pending === undefined && !event.refused));
}

function aboutOf(decision: Decision | IdentityDecision): unknown[] {
  if (decision.kind === 'identity') return [decision.kind, decision.detail.identity];
  return [decision.kind, decision.journey, decision.runId, decision.stepId, decision.visit, decision.cause, decision.kind === 'send' ? decision.at : undefined];
}

export function namesOf(unit: Unit): IdentityId[] {
  return unit.base.identities.map(({ id }) => id);
}

export function join(unit: Unit, identities: IdentityDocument[]): void {
  unit.joining = [...unit.joining, ...identities];
  unit.base = { ...unit.base, identities: [...unit.base.identities, ...identities.map(profileIdentity)] };
}

/** The order in which events decide who is who. */
export function byReceipt(a: EventDocument, b: EventDocument): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.messageId < b.messageId ? -1 : 1);
}

export function ownership(owners: Map<IdentityId, IdentityDocument>, profiles: Map<string, ProfileDocument>): Ownership {
  let pairs: Map<IdentityId, Set<IdentityId>> | undefined;
  return {
    ownerOf: (name) => owners.get(name)?.owner,
    identitiesOf: (id) => profiles.get(id)?.identities.map((identity) => identity.id) ?? [],
    areApart: (a, b) => {
      pairs ??= apartPairs(profiles);
      return pairs.size > 0 && (pairs.get(a)?.has(b) === true || pairs.get(b)?.has(a) === true);
    },
    fit: (a, b) => sizeOf(profiles.get(a) ?? {}) + sizeOf(profiles.get(b) ?? {}) <= profileLimits.bytes,
  };
}

function apartPairs(profiles: Map<string, ProfileDocument>): Map<IdentityId, Set<IdentityId>> {
  const pairs = new Map<IdentityId, Set<IdentityId>>();
  for (const { identities } of profiles.values()) for (const { id, apart } of identities) if (apart) pairs.set(id, new Set(apart));
  return pairs;
}
