import type { EventDocument, IdentityId } from '../events/event.js';
import type { CompiledIdentityRules } from '../identities/identity-rules.js';
import { byReceipt, CoreAttempt, type Job, join, ownership, type Unit } from './core-attempt.js';
import type { IdentityDocument } from './core-store.js';
import { newIdentity, newProfile, profileIdFor } from './new-profile.js';
import type { ProfileDocument } from './profile.js';
import { type Ownership, type Resolution, resolveIdentities } from './resolve-identities.js';

/** Whom a profile is wanted for, and the identity that led to it. */
interface Wanted {
  jobs: Job[];
  via?: IdentityDocument;
}

/** The part of catch-up that finds the profiles of people: those they have, and new ones for those who have none. */
export class Locator extends CoreAttempt {
  /** @param identities owners of the identities by which people are wanted, read before. */
  async locate(jobs: Job[], identities: Map<IdentityId, IdentityDocument>, rules: CompiledIdentityRules): Promise<Unit[]> {
    const wanted = new Map<string, Wanted>();
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
    const { located, made } = await this.newcomers(unowned, rules);
    for (const [job, via] of located) want(via.owner, job, via);
    return [...(await this.readUnits(wanted)), ...made];
  }

  /** Finds the owner for identities that have none, by the oldest event that names them: somebody it names too, or a new profile. */
  private async newcomers(jobs: Job[], rules: CompiledIdentityRules): Promise<{ located: [Job, IdentityDocument][]; made: Unit[] }> {
    const found = await this.oldestEvents(jobs);
    const owners = await this.ownersOf(found.flatMap(([, event]) => event.names));
    const profiles = await this.profilesById([...new Set([...owners.values()].map(({ owner }) => owner))]);
    const known = ownership(owners, profiles);
    const located: [Job, IdentityDocument][] = [];
    const made = new Map<IdentityId, Unit>();
    for (const [job, event] of found) {
      const owner = ownerIn(resolveIdentities(event, known, rules));
      const via = [...owners.values()].find((identity) => identity.owner === owner && event.names.includes(identity._id));
      const unit = made.get(event.who);
      if (via) located.push([job, via]);
      else if (unit) unit.jobs.push(job);
      else made.set(event.who, this.newUnit(job, event, known, rules));
    }
    return { located, made: [...made.values()] };
  }

  private async oldestEvents(jobs: Job[]): Promise<[Job, EventDocument][]> {
    const names = jobs.flatMap(({ person }) => ('identity' in person ? [person.identity] : []));
    const pending = names.length > 0 ? await this.readNaming([...new Set(names)]) : [];
    const found: [Job, EventDocument][] = [];
    for (const job of jobs) {
      const { person } = job;
      const event = 'identity' in person ? pending.filter((one) => one.names.includes(person.identity)).sort(byReceipt)[0] : undefined;
      if (event) found.push([job, event]);
      else job.settled = null;
    }
    return found;
  }

  /** Pending events that name these, at least one of each name that has any. */
  private async readNaming(names: IdentityId[]): Promise<EventDocument[]> {
    const { events, more } = await this.readPending(names);
    if (!more || names.length === 1) return events;
    const half = Math.ceil(names.length / 2);
    return [...(await this.readNaming(names.slice(0, half))), ...(await this.readNaming(names.slice(half)))];
  }

  /** Nothing of it is stored before its fold: profile and identities are then inserted together, which fails if somebody else was first with one of them. */
  private newUnit(job: Job, event: EventDocument, known: Ownership, rules: CompiledIdentityRules): Unit {
    const first = newIdentity(this.workspace, event.who, profileIdFor(event), event);
    const base = newProfile(this.workspace, first.owner, first);
    const unit: Unit = { owner: first.owner, jobs: [job], stored: null, base, joining: [first], events: [], more: false, resolved: [] };
    // What else the event names mostly joins too: known now, it is read with the first.
    const resolution = resolveIdentities(event, withOwner(known, first), rules);
    if (resolution.kind === 'attach' && resolution.target === first.owner)
      join(
        unit,
        resolution.identities.map((id) => newIdentity(this.workspace, id, first.owner, event)),
      );
    return unit;
  }

  private async readUnits(wanted: Map<string, Wanted>): Promise<Unit[]> {
    const profiles = await this.profilesById([...wanted.keys()]);
    for (let lost = followers(wanted, profiles); lost.length > 0; lost = followers(wanted, profiles)) {
      for (const [id, profile] of await this.profilesById(lost)) profiles.set(id, profile);
      if (lost.some((id) => !profiles.has(id))) break;
    }
    const units = new Map<string, Unit>();
    for (const [id, { jobs, via }] of wanted) {
      let stored = profiles.get(id);
      while (stored?.mergedInto) stored = profiles.get(stored.mergedInto);
      if (!stored && !via) for (const job of jobs) job.settled = null;
      // Not (yet) in its owner's list: what was read does not belong together; again (core 5).
      if (!stored || (via && !stored.identities.some((identity) => identity.id === via._id))) continue;
      const unit = units.get(stored.profileId);
      if (unit) unit.jobs.push(...jobs);
      else units.set(stored.profileId, { owner: stored.profileId, jobs, stored, base: stored, joining: [], events: [], more: false, resolved: [] });
    }
    return [...units.values()];
  }
}

function withOwner(known: Ownership, { _id, owner }: IdentityDocument): Ownership {
  return {
    ...known,
    ownerOf: (name) => (name === _id ? owner : known.ownerOf(name)),
    identitiesOf: (profileId) => (profileId === owner ? [_id] : known.identitiesOf(profileId)),
  };
}

function ownerIn(resolution: Resolution): string | undefined {
  if (resolution.kind === 'attach') return resolution.target;
  if (resolution.kind === 'merge') return resolution.a;
  return resolution.kind === 'settled' ? resolution.owner : undefined;
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
