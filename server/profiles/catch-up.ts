import type { EventDocument, IdentityId } from '../events/event.js';
import type { IdentityDecision } from '../platform/collections.js';
import { OperationalError } from '../platform/errors.js';
import { isApplied, parseToken, refusedToken, tokenOf } from './applied.js';
import { applyEvents, type Fold } from './apply-events.js';
import type { CoreSession, Definitions, Person } from './core.js';
import { type CatchUpDeps, CoreAttempt, type Job, namesOf, ownership, type Unit } from './core-attempt.js';
import type { IdentityDocument, ProfileWrite } from './core-store.js';
import { type Demotion, type Resolution, resolveIdentities } from './identities.js';
import { IdentityChanges } from './identity-changes.js';
import { newIdentity, newProfile, profileIdFor } from './new-profile.js';
import type { ProfileDocument } from './profile.js';

export type { CatchUpDeps };

export interface CatchUpOptions {
  /** Whoever decides: repeats until nothing that names the person is left unread (core 4). */
  drain: boolean;
  /** Told of profiles as soon as a majority has them as they are now: their effects need not wait for the marks (design §2). */
  onWritten?(profiles: ProfileDocument[]): void;
}

/**
 * The one procedure by which events change profiles (core.md; DESIGN.md beside this file). One instance is one attempt for some people of one
 * workspace, in one causally consistent session. The order of its reads is its proof: identities, profiles, then events, then the conditional
 * write; marks come after that write is majority-acknowledged.
 */
export class CatchUp extends CoreAttempt {
  private definitions!: Definitions;

  private readonly changes: IdentityChanges;

  constructor(deps: CatchUpDeps, session: CoreSession, workspace: string) {
    super(deps, session, workspace);
    this.changes = new IdentityChanges(deps, session, workspace);
  }

  /** Answers the profiles in the order of the people. */
  async run(people: Person[], options: CatchUpOptions): Promise<(ProfileDocument | null)[]> {
    const jobs = people.map((person): Job => ({ person, foreign: new Set() }));
    const rounds = this.deps.maxRounds ?? 60;
    for (let round = 0; round < rounds; round++) {
      const open = jobs.filter((job) => job.settled === undefined);
      if (open.length === 0) return jobs.map((job) => job.settled ?? null);
      await this.round(open, options);
    }
    if (jobs.every((job) => job.settled !== undefined)) return jobs.map((job) => job.settled ?? null);
    throw new OperationalError('catch-up-contended', `A profile of workspace ${this.workspace} kept changing for ${rounds} rounds.`, {
      action: 'It is tried again.',
      retryAfterMs: 1_000,
    });
  }

  private async round(jobs: Job[], options: CatchUpOptions): Promise<void> {
    const named = jobs.flatMap(({ person }) => ('identity' in person ? [person.identity] : []));
    const [definitions, identities] = await together(this.deps.definitions.current(this.workspace), this.ownersOf(named));
    this.definitions = definitions;
    const units = await this.locate(jobs, identities);
    if (units.length === 0) return;
    const newest = Math.max(...units.map(({ base }) => base.epoch));
    const followed = units.flatMap(({ base }) => Object.values(base.runs).flatMap(({ ended, version }) => (ended ? [] : [version])));
    // A run on a version published a moment ago: folded without it, the event that ends the run would pass it by.
    const isBehind = newest > this.definitions.epoch || followed.some((version) => !this.definitions.version(version));
    if (isBehind) this.definitions = await this.deps.definitions.current(this.workspace, newest, followed);
    await this.readEvents(units);
    const ready = await this.resolve(units);
    await this.fold(ready, options);
  }

  // Who is it?

  private async locate(jobs: Job[], identities: Map<IdentityId, IdentityDocument>): Promise<Unit[]> {
    const wanted = new Map<string, { jobs: Job[]; via?: IdentityDocument }>();
    const want = (owner: string, job: Job, via?: IdentityDocument) => {
      const entry = wanted.get(owner) ?? { jobs: [], via };
      entry.jobs.push(job);
      wanted.set(owner, entry);
    };
    const unowned: Job[] = [];
    for (const job of jobs) {
      const { person } = job;
      const via = 'identity' in person ? identities.get(person.identity) : undefined;
      if ('profileId' in person) want(person.profileId, job);
      else if (via) want(via.owner, job, via);
      else unowned.push(job);
    }
    for (const [job, via] of await this.claim(unowned)) want(via.owner, job, via);
    return await this.readUnits(wanted);
  }

  /** Finds the owner for identities that have none, by the oldest event that names them: somebody it names too, or a new profile. */
  private async claim(jobs: Job[]): Promise<[Job, IdentityDocument][]> {
    if (jobs.length === 0) return [];
    const { store } = this.deps;
    const names = jobs.flatMap(({ person }) => ('identity' in person ? [person.identity] : []));
    const pending = await this.readNaming([...new Set(names)]);
    const found: [Job, EventDocument][] = [];
    for (const job of jobs) {
      const { person } = job;
      const event = 'identity' in person ? pending.filter(({ names }) => names.includes(person.identity)).sort(byReceipt)[0] : undefined;
      if (event) found.push([job, event]);
      else job.settled = null;
    }
    const owners = await this.ownersOf(found.flatMap(([, event]) => event.names));
    const located: [Job, IdentityDocument][] = [];
    const claims = new Map<IdentityId, { claim: IdentityDocument; jobs: Job[] }>();
    const profiles = await this.profilesById([...new Set([...owners.values()].map(({ owner }) => owner))]);
    for (const [job, event] of found) {
      const resolution = resolveIdentities(event, ownership(owners, profiles), this.definitions.identityRules);
      const owner =
        resolution.kind === 'attach'
          ? resolution.target
          : resolution.kind === 'settled'
            ? resolution.owner
            : resolution.kind === 'merge'
              ? resolution.a
              : undefined;
      const via = owner === undefined ? undefined : [...owners.values()].find((identity) => identity.owner === owner && event.names.includes(identity._id));
      if (via) located.push([job, via]);
      else {
        const claim = newIdentity(this.workspace, event.who, profileIdFor(event), event);
        const entry = claims.get(event.who) ?? { claim, jobs: [] };
        entry.jobs.push(job);
        claims.set(event.who, entry);
      }
    }
    const list = [...claims.values()];
    const claimed =
      list.length > 0
        ? await store.claimIdentities(
            this.session,
            list.map(({ claim }) => claim),
          )
        : [];
    // Somebody else was first: the next round finds their profile.
    for (const [index, { claim, jobs: claimers }] of list.entries()) if (claimed[index]) for (const job of claimers) located.push([job, claim]);
    return located;
  }

  private async readUnits(wanted: Map<string, { jobs: Job[]; via?: IdentityDocument }>): Promise<Unit[]> {
    const profiles = await this.profilesById([...wanted.keys()]);
    for (let lost = followers(wanted, profiles); lost.length > 0; lost = followers(wanted, profiles)) {
      for (const [id, profile] of await this.profilesById(lost)) profiles.set(id, profile);
      if (lost.some((id) => !profiles.has(id))) break;
    }
    const units = new Map<string, Unit>();
    for (const [id, { jobs, via }] of wanted) {
      let stored = profiles.get(id) ?? null;
      while (stored?.mergedInto) stored = profiles.get(stored.mergedInto) ?? null;
      if (!stored && !via) for (const job of jobs) job.settled = null;
      // Not (yet) in its owner's list: what was read does not belong together; again (core 5).
      if ((!stored && (!via || via.owner !== id)) || (stored && via && !stored.identities.some((identity) => identity.id === via._id))) continue;
      const owner = stored?.profileId ?? id;
      const unit = units.get(owner);
      if (unit) unit.jobs.push(...jobs);
      else
        units.set(owner, {
          owner,
          jobs,
          stored,
          base: stored ?? newProfile(this.workspace, id, via as IdentityDocument),
          events: [],
          more: false,
          resolved: [],
        });
    }
    return [...units.values()];
  }

  // What is new?

  private async readEvents(units: Unit[]): Promise<void> {
    const { events, more } = await this.readPending(units.flatMap(namesOf), units.length === 1 ? units : []);
    if (more && units.length > 1) {
      // Somebody's backlog filled the page: fewer at once, down to each for themselves, so that it holds up nobody.
      const half = Math.ceil(units.length / 2);
      await this.readEvents(units.slice(0, half));
      await this.readEvents(units.slice(half));
      return;
    }
    const unitOf = new Map(units.flatMap((unit) => namesOf(unit).map((name) => [name, unit] as const)));
    for (const event of events) for (const unit of new Set(event.names.flatMap((name) => unitOf.get(name) ?? []))) unit.events.push(event);
    for (const unit of units) unit.more = more;
  }

  /** Pending events that name these, at least one of each name that has any. */
  private async readNaming(names: IdentityId[]): Promise<EventDocument[]> {
    const { events, more } = await this.readPending(names);
    if (!more || names.length === 1) return events;
    const half = Math.ceil(names.length / 2);
    return [...(await this.readNaming(names.slice(0, half))), ...(await this.readNaming(names.slice(half)))];
  }

  private async readPending(names: IdentityId[], units: Unit[] = []): Promise<{ events: EventDocument[]; more: boolean }> {
    const limit = this.deps.pageLimit ?? 2_000;
    const except = units.flatMap((unit) => unit.jobs.flatMap((job) => [...job.foreign]));
    const events = await this.deps.store.readPending(this.session, {
      workspace: this.workspace,
      names: [...new Set(names)],
      limit,
      ...(except.length > 0 && { except }),
    });
    return { events, more: events.length >= limit };
  }

  // To whom does it belong?

  /** Attaches and merges what the events ask for. Answers the units whose events are all settled; the others start again. */
  private async resolve(units: Unit[]): Promise<Unit[]> {
    const fresh = units.map((unit) => {
      const applied = new Set(unit.base.applied);
      return unit.events.filter((event) => !isApplied(applied, event)).sort(byReceipt);
    });
    const own = new Map(units.flatMap((unit) => namesOf(unit).map((name) => [name, unit.owner] as const)));
    const unknown = fresh.flatMap((events) => events.flatMap(({ names, who }) => [who, ...names].filter((name) => !own.has(name))));
    const owners = await this.ownersOf(unknown);
    const profiles = new Map(units.map((unit) => [unit.owner, unit.base]));
    const others = [...new Set([...owners.values()].map(({ owner }) => owner))].filter((owner) => !profiles.has(owner));
    for (const [id, profile] of await this.profilesById(others)) profiles.set(id, profile);
    const moved = new Set<string>();
    const ready: Unit[] = [];
    const asked = { ...ownership(owners, profiles), ownerOf: (name: IdentityId) => own.get(name) ?? owners.get(name)?.owner };
    for (const [index, unit] of units.entries()) {
      unit.resolved = (fresh[index] ?? []).map((event) => ({ event, resolution: resolveIdentities(event, asked, this.definitions.identityRules) }));
      const open = unit.resolved.find(({ resolution }) => resolution.kind === 'attach' || resolution.kind === 'merge');
      if (!open) ready.push(unit);
      else await this.change(unit, open, { profiles, moved, owners });
    }
    return ready.filter((unit) => !moved.has(unit.owner));
  }

  private async change(
    unit: Unit,
    { event, resolution }: { event: EventDocument; resolution: Resolution },
    known: { profiles: Map<string, ProfileDocument>; moved: Set<string>; owners: Map<IdentityId, IdentityDocument> },
  ): Promise<void> {
    if (resolution.kind === 'attach') {
      const { target } = resolution;
      if (known.moved.has(target)) return;
      known.moved.add(target);
      const identityRules = this.definitions.identityRules;
      await this.changes.attach(target, this.changes.attachable(unit, event, resolution, { profiles: known.profiles, identityRules }), known, unit);
    } else if (resolution.kind === 'merge') {
      if (known.moved.has(resolution.a) || known.moved.has(resolution.b)) return;
      known.moved.add(resolution.a).add(resolution.b);
      await this.changes.merge(resolution.a, resolution.b, event, known, unit, this.definitions);
    }
  }

  // Fold, write, mark.

  private async fold(units: Unit[], options: CatchUpOptions): Promise<void> {
    const now = this.deps.clock.now();
    const writes: { unit: Unit; fold: Fold; write: ProfileWrite }[] = [];
    const still: Unit[] = [];
    const moving: { unit: Unit; mine: EventDocument[]; behind: boolean }[] = [];
    for (const unit of units) {
      const mine = unit.resolved.flatMap(({ event, resolution }) => (resolution.kind === 'settled' && resolution.owner === unit.owner ? [event] : []));
      for (const { event } of unit.resolved) if (!mine.includes(event)) for (const job of unit.jobs) job.foreign.add(event._id);
      const behind = unit.base.epoch < this.definitions.epoch;
      const due = unit.base.nextEvaluationAt !== undefined && unit.base.nextEvaluationAt.getTime() <= now;
      if (mine.length === 0 && !due && !(behind && unit.stored)) {
        still.push(unit);
        continue;
      }
      moving.push({ unit, mine, behind });
    }
    const kept = await this.stillApplied(moving.map(({ unit }) => unit));
    for (const { unit, mine, behind } of moving) {
      const folded = behind && unit.stored ? await this.folded(unit.base) : undefined;
      const profile = { ...unit.base, applied: kept.get(unit) ?? unit.base.applied };
      const input = { profile, events: mine, definitions: this.definitions, now, folded };
      let fold = applyEvents(input);
      if (fold.missedSince !== undefined) fold = applyEvents({ ...input, earlier: await this.folded(unit.base, new Date(fold.missedSince)) });
      fold.profile.version = this.deps.token();
      writes.push({ unit, fold, write: { before: unit.stored, after: fold.profile } });
    }
    await this.write(writes, still, options);
  }

  private async write(writes: { unit: Unit; fold: Fold; write: ProfileWrite }[], still: Unit[], options: CatchUpOptions): Promise<void> {
    await this.writeDecisions(writes.map(({ unit, fold }) => ({ profile: fold.profile, decisions: [...fold.decisions, ...this.demotions(unit)] })));
    const matched =
      writes.length > 0
        ? await this.deps.store.writeProfiles(
            this.session,
            writes.map(({ write }) => write),
          )
        : [];
    const current: { unit: Unit; profile: ProfileDocument; fold?: Fold }[] = still.map((unit) => ({ unit, profile: unit.base }));
    for (const [index, { unit, fold }] of writes.entries()) {
      if (!matched[index]) this.deps.onConflict?.();
      else current.push({ unit, profile: fold.profile, fold });
    }
    options.onWritten?.(current.flatMap(({ unit, profile, fold }) => (unit.stored || fold ? [profile] : [])));
    await this.mark(current);
    for (const { unit, profile, fold } of current) {
      // A refused event was read and is gone, but what it hid behind the page's end is not.
      if (options.drain && (unit.more || (fold && fold.refused.length > 0))) continue;
      for (const job of unit.jobs) job.settled = unit.stored || fold ? profile : null;
    }
  }

  /** Why identities that the unit's own events name were left out of the matching; written once in a while, not with every event. */
  private demotions(unit: Unit): IdentityDecision[] {
    return unit.resolved.flatMap(({ event, resolution }) =>
      resolution.kind === 'settled' && resolution.owner === unit.owner
        ? resolution.demoted.flatMap((demotion) =>
            this.deps.demotions?.add(`${unit.base._id} ${demotion.id}`) === false ? [] : [demotionDecision(event, demotion)],
          )
        : [],
    );
  }

  /** Done and refused marks: only after the profile's write, which holds them in `applied`, is majority-acknowledged (core 2, 9). */
  private async mark(current: { unit: Unit; profile: ProfileDocument; fold?: Fold }[]): Promise<void> {
    const done: EventDocument[] = [];
    const refused: { messageId: string; replayAttempt: number; refused: NonNullable<EventDocument['refused']> }[] = [];
    for (const { unit, profile, fold } of current) {
      const applied = new Set(profile.applied);
      for (const event of unit.events) {
        if (applied.has(tokenOf(event))) done.push(event);
        else if (applied.has(refusedToken(tokenOf(event))))
          refused.push({ messageId: event.messageId, replayAttempt: event.replayAttempt, refused: this.reasonOf(event, fold) });
      }
    }
    if (done.length > 0) {
      await this.deps.store.markDone(this.session, this.workspace, done);
      this.deps.onApplied?.(done);
    }
    if (refused.length > 0) {
      await this.deps.store.markRefused(this.session, this.workspace, refused);
      this.deps.onRefused?.(refused.length);
    }
  }

  private reasonOf(event: EventDocument, fold: Fold | undefined): NonNullable<EventDocument['refused']> {
    const found = fold?.refused.find((refusal) => refusal.event.messageId === event.messageId);
    const at = new Date(this.deps.clock.now());
    // Recorded as refused by somebody who then stopped: the reason went with them, replaying finds it again.
    return found
      ? { code: found.code, message: found.message, at }
      : { code: 'fold-refused', message: 'The event could not be folded. Replay it to see the reason.', at };
  }

  /** An id leaves `applied` only when that event itself was read as not pending, or at a later attempt (core 4). */
  private async stillApplied(units: Unit[]): Promise<Map<Unit, string[]>> {
    const long = units.filter(({ base }) => base.applied.length > (this.deps.appliedKept ?? 8));
    const asked = long.flatMap((unit) => {
      const pending = new Set(unit.events.map(tokenOf));
      return unit.base.applied.map(parseToken).filter((token) => !pending.has(tokenOf(token)));
    });
    const marks = asked.length > 0 ? await this.deps.store.readMarks(this.session, this.workspace, [...new Set(asked.map(({ messageId }) => messageId))]) : [];
    const byId = new Map(marks.map((mark) => [mark.messageId, mark]));
    const keep = (entry: string) => {
      const { messageId, replayAttempt } = parseToken(entry);
      const mark = byId.get(messageId);
      return !mark || (mark.replayAttempt === replayAttempt ? mark.pending !== undefined : mark.replayAttempt < replayAttempt);
    };
    return new Map(long.map((unit) => [unit, unit.base.applied.filter(keep)]));
  }
}

function demotionDecision(event: EventDocument, { id, reason, ...detail }: Demotion): IdentityDecision {
  const identity = id.slice(event.workspace.length + 1);
  return { kind: 'identity', at: event.receivedAt.getTime(), outcome: reason, cause: event.messageId, detail: { identity, ...detail } };
}

/** Both at once; when one fails, only after the other has ended, so that nothing goes on behind the caller's back. */
async function together<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return await Promise.all([a, b]);
}

function byReceipt(a: EventDocument, b: EventDocument): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.messageId < b.messageId ? -1 : 1);
}

function followers(wanted: Map<string, unknown>, profiles: Map<string, ProfileDocument>): string[] {
  const lost = new Set<string>();
  for (const id of wanted.keys()) {
    let profile = profiles.get(id);
    while (profile?.mergedInto) {
      if (!profiles.has(profile.mergedInto)) lost.add(profile.mergedInto);
      profile = profiles.get(profile.mergedInto);
    }
  }
  return [...lost];
}
