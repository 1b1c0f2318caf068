import type { EventDocument, IdentityId } from '../events/event.js';
import type { IdentityDecision } from '../platform/collections.js';
import { OperationalError } from '../platform/errors.js';
import { isUnaware } from './account-links.js';
import { isApplied, parseToken, refusedToken, tokenOf } from './applied.js';
import { applyEvents, type Fold } from './apply-events.js';
import type { CoreSession, Definitions, Person } from './core.js';
import { byReceipt, type CatchUpDeps, CoreAttempt, type Job, join, namesOf, ownership, type Unit } from './core-attempt.js';
import type { ProfileWrite } from './core-store.js';
import { IdentityChanges } from './identity-changes.js';
import { Locator } from './locate.js';
import type { ProfileDocument } from './profile.js';
import { type Demotion, type Resolution, resolveIdentities } from './resolve-identities.js';

export type { CatchUpDeps };

/** What the units of one round have done so far. */
interface Round {
  ready: Unit[];
  /** Profiles that were changed apart: whoever stands on them starts again. */
  moved: Set<string>;
  /** Identities that join somebody with the fold, and whom. */
  joined: Map<IdentityId, string>;
}

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

  private readonly locator: Locator;
  private readonly changes: IdentityChanges;

  constructor(deps: CatchUpDeps, session: CoreSession, workspace: string) {
    super(deps, session, workspace);
    this.locator = new Locator(deps, session, workspace);
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
    const units = await this.locator.locate(jobs, identities, definitions.identityRules);
    if (units.length === 0) return;
    await this.read(units);
    const ready = await this.resolve(units);
    await this.fold(ready, options);
  }

  // What is new?

  /**
   * The events, and then the definitions: in this order every event is folded by all that was published before it was accepted, and every profile
   * by what it was folded by before.
   */
  private async read(units: Unit[]): Promise<void> {
    await this.readEvents(units);
    const atLeast = Math.max(...units.map(({ base }) => base.epoch));
    this.definitions = await this.deps.definitions.fresh(this.workspace, { atLeast, session: this.session });
  }

  private async readEvents(units: Unit[]): Promise<void> {
    const foreign = units.length === 1 ? units.flatMap(({ jobs }) => jobs.flatMap((job) => [...job.foreign])) : [];
    const { events, more } = await this.readPending(units.flatMap(namesOf), foreign);
    if (more && units.length > 1) {
      // Somebody's backlog filled the page: fewer at once, down to each for themselves, so that it holds up nobody.
      const half = Math.ceil(units.length / 2);
      await this.readEvents(units.slice(0, half));
      await this.readEvents(units.slice(half));
      return;
    }
    const unitOf = new Map(units.flatMap((unit) => namesOf(unit).map((name) => [name, unit] as const)));
    for (const unit of units) Object.assign(unit, { events: [], more });
    for (const event of events) for (const unit of new Set(event.names.flatMap((name) => unitOf.get(name) ?? []))) unit.events.push(event);
  }

  // To whom does it belong?

  /**
   * Finds the units whose events are all settled; the others start again. An identity that nobody owns joins the unit that its events bring it to:
   * it is stored with the fold, and what names it is read before (core 3, 5). Whatever concerns two profiles is done apart, and first.
   */
  private async resolve(units: Unit[]): Promise<Unit[]> {
    const round: Round = {
      ready: [],
      moved: new Set(),
      joined: new Map(units.flatMap(({ owner, joining }) => joining.map(({ _id }) => [_id, owner] as const))),
    };
    for (let open = units; open.length > 0; ) {
      const grown = await this.resolveOnce(open, round);
      if (grown.length > 0) await this.read(grown);
      open = grown;
    }
    return round.ready.filter((unit) => !round.moved.has(unit.owner));
  }

  /** Answers those that somebody joined: what names the new ones is still to be read. */
  private async resolveOnce(units: Unit[], round: Round): Promise<Unit[]> {
    const own = new Map(units.flatMap((unit) => namesOf(unit).map((name) => [name, unit.owner] as const)));
    const fresh = new Map(units.map((unit) => [unit, freshOf(unit)]));
    const unknown = [...fresh.values()].flatMap((events) => events.flatMap(({ names, who }) => [who, ...names].filter((name) => !own.has(name))));
    const owners = await this.ownersOf(unknown);
    const profiles = new Map(units.map((unit) => [unit.owner, unit.base]));
    const others = [...new Set([...owners.values()].map(({ owner }) => owner))].filter((owner) => !profiles.has(owner));
    for (const [id, profile] of await this.profilesById(others)) profiles.set(id, profile);
    const stored = new Map(profiles);
    for (const unit of units) if (unit.joining.length > 0) stored.delete(unit.owner);
    const asked = { ...ownership(owners, profiles), ownerOf: (name: IdentityId) => own.get(name) ?? owners.get(name)?.owner };
    const grown: Unit[] = [];
    for (const [unit, events] of fresh) {
      // Somebody else of this round takes an identity that is named here too: the next round sees whose it is.
      if (events.some(({ names }) => names.some((name) => (round.joined.get(name) ?? unit.owner) !== unit.owner))) continue;
      unit.resolved = events.map((event) => ({ event, resolution: resolveIdentities(event, asked, this.definitions.identityRules) }));
      const open = unit.resolved.find(({ resolution }) => resolution.kind === 'attach' || resolution.kind === 'merge');
      if (!open) round.ready.push(unit);
      else if (open.resolution.kind === 'attach' && open.resolution.target === unit.owner) {
        const identityRules = this.definitions.identityRules;
        join(unit, this.changes.attachable(unit, open.event, open.resolution, { profiles, identityRules }));
        for (const { _id } of unit.joining) round.joined.set(_id, unit.owner);
        grown.push(unit);
      } else if (unit.joining.length > 0) await this.changes.store(unit);
      else await this.change(unit, open, { profiles: stored, moved: round.moved });
    }
    return grown;
  }

  private async change(
    unit: Unit,
    { event, resolution }: { event: EventDocument; resolution: Resolution },
    known: { profiles: Map<string, ProfileDocument>; moved: Set<string> },
  ): Promise<void> {
    if (resolution.kind === 'attach') {
      const { target } = resolution;
      if (known.moved.has(target)) return;
      known.moved.add(target);
      const identityRules = this.definitions.identityRules;
      await this.changes.attach(known.profiles.get(target), this.changes.attachable(unit, event, resolution, { profiles: known.profiles, identityRules }));
    } else if (resolution.kind === 'merge') {
      if (known.moved.has(resolution.a) || known.moved.has(resolution.b)) return;
      known.moved.add(resolution.a).add(resolution.b);
      await this.changes.merge([resolution.a, resolution.b], event, known.profiles, this.definitions);
    }
  }

  // Fold, write, mark.

  private async fold(units: Unit[], options: CatchUpOptions): Promise<void> {
    const now = this.deps.clock.now();
    const writes: { unit: Unit; fold: Fold; write: ProfileWrite }[] = [];
    const still: Unit[] = [];
    const moving: { unit: Unit; mine: EventDocument[]; behind: boolean }[] = [];
    const accounts = await this.accountsOf(
      this.definitions,
      units.map((unit) => ({ profile: unit.base, events: ownEvents(unit) })),
    );
    for (const unit of units) {
      const mine = ownEvents(unit);
      for (const { event } of unit.resolved) if (!mine.includes(event)) for (const job of unit.jobs) job.foreign.add(event._id);
      const behind = unit.base.epoch < this.definitions.epoch;
      const due = unit.base.nextEvaluationAt !== undefined && unit.base.nextEvaluationAt.getTime() <= now;
      const unaware = isUnaware(unit.base, accounts, this.definitions.accounts);
      if (mine.length === 0 && unit.joining.length === 0 && !due && !unaware && !(behind && unit.stored)) {
        still.push(unit);
        continue;
      }
      moving.push({ unit, mine, behind });
    }
    const kept = await this.stillApplied(moving.map(({ unit }) => unit));
    for (const { unit, mine, behind } of moving) {
      const folded = behind && unit.stored ? await this.folded(unit.base) : undefined;
      const profile = { ...unit.base, applied: kept.get(unit) ?? unit.base.applied };
      const input = { profile, events: mine, definitions: this.definitions, now, folded, accounts };
      let fold = applyEvents(input);
      if (fold.missedSince !== undefined) fold = applyEvents({ ...input, earlier: await this.folded(unit.base, new Date(fold.missedSince)) });
      fold.profile.version = this.deps.token();
      writes.push({ unit, fold, write: { before: unit.stored, after: fold.profile, identities: unit.joining } });
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

function freshOf({ base, events }: Unit): EventDocument[] {
  const applied = new Set(base.applied);
  return events.filter((event) => !isApplied(applied, event)).sort(byReceipt);
}

/** Those that this profile folds. */
function ownEvents({ resolved, owner }: Unit): EventDocument[] {
  return resolved.flatMap(({ event, resolution }) => (resolution.kind === 'settled' && resolution.owner === owner ? [event] : []));
}
