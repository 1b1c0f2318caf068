import type { EventDocument, IdentityId, IdentityType } from '../events/event.js';
import { type CompiledIdentityRules, identityLimits, ruleTypeOf } from '../identities/identity-rules.js';

/** `workspace:type:value`; the value may hold colons. */
export function parseIdentity(id: IdentityId): { type: IdentityType; value: string } {
  const first = id.indexOf(':');
  const second = id.indexOf(':', first + 1);
  return { type: id.slice(first + 1, second) as IdentityType, value: id.slice(second + 1) };
}

/** Who owns what, as far as it was read. */
export interface Ownership {
  ownerOf(identity: IdentityId): string | undefined;
  /** All that a profile holds. */
  identitiesOf(profileId: string): readonly IdentityId[];
  /** Were these two set apart by the undoing of a merge? Being named together links them no more. */
  areApart(a: IdentityId, b: IdentityId): boolean;
  /** Would both together stay inside the byte budget of a profile? */
  fit(a: string, b: string): boolean;
}

/** Why an identity that an event names was left out of the matching. It stays with whom it belongs to, or with nobody. */
export interface Demotion {
  id: IdentityId;
  /** `limit`: the profile would hold more than `limit` of `type`; `kept-apart`: a merge over it was undone; `too-large`: both profiles together would burst the byte budget. */
  reason: 'limit' | 'kept-apart' | 'too-large';
  /** The exceeded one; `all` for the limit over all types. */
  type?: string;
  limit?: number;
  /** profileId of its owner. */
  owner?: string;
}

/**
 * What an event asks of the identity graph, before it may be folded.
 * `claim`: nobody owns any of it that may take its owner; `settled`: nothing is left to do, `owner` folds it.
 */
export type Resolution =
  | { kind: 'claim' }
  | { kind: 'attach'; target: string; identities: IdentityId[] }
  | { kind: 'merge'; a: string; b: string }
  | { kind: 'settled'; owner: string; demoted: Demotion[] };

/**
 * Attach what nobody owns, merge who turns out to be one person (design §5). Pure.
 *
 * The names are taken together from the strongest to the weakest. One with which the profile would exceed a limit is left out of the
 * matching, so that the weakest give way, as Segment documents it for one that is too many; unlike there, a still weaker one that breaks no limit is not lost
 * with it. With one userId a person, two people on one device, or with one address, stay two: what the first of them owns stays there, the
 * event belongs to its `who` alone.
 */
export function resolveIdentities(event: Pick<EventDocument, 'who' | 'names'>, ownership: Ownership, rules: CompiledIdentityRules): Resolution {
  const { ownerOf } = ownership;
  const names = [event.who, ...event.names.filter((name) => name !== event.who)];
  const first = ownerOf(event.who);
  if (first !== undefined && names.every((name) => ownerOf(name) === first)) return { kind: 'settled', owner: first, demoted: [] };
  const { kept, owners, demoted } = unite(names, ownership, rules);
  const target = first ?? owners[0];
  if (target === undefined) return { kind: 'claim' };
  const attach = kept.filter((name) => ownerOf(name) === undefined);
  if (attach.length > 0) return { kind: 'attach', target, identities: attach };
  const other = owners.find((owner) => owner !== target);
  return other === undefined ? { kind: 'settled', owner: target, demoted } : { kind: 'merge', a: target, b: other };
}

interface United {
  kept: IdentityId[];
  owners: string[];
  demoted: Demotion[];
}

function unite(names: IdentityId[], ownership: Ownership, rules: CompiledIdentityRules): United {
  const united: United = { kept: [], owners: [], demoted: [] };
  let held = new HeldIdentities(rules, []);
  for (const name of names) {
    const owner = ownership.ownerOf(name);
    if (owner !== undefined && united.owners.includes(owner)) {
      united.kept.push(name);
      continue;
    }
    const added = new HeldIdentities(rules, owner === undefined ? [name] : ownership.identitiesOf(owner));
    const why = united.kept.length > 0 ? refusal(united, held, added, { name, owner }, ownership) : undefined;
    if (why) {
      united.demoted.push({ id: name, ...why, ...(owner !== undefined && { owner }) });
      continue;
    }
    united.kept.push(name);
    if (owner !== undefined) united.owners.push(owner);
    held = held.with(added);
  }
  return united;
}

function refusal(
  united: United,
  held: HeldIdentities,
  added: HeldIdentities,
  { name, owner }: { name: IdentityId; owner: string | undefined },
  ownership: Ownership,
): Omit<Demotion, 'id'> | undefined {
  if (united.kept.some((other) => ownership.areApart(other, name))) return { reason: 'kept-apart' };
  const excess = held.excessWith(added);
  if (excess) return { reason: 'limit', ...excess };
  if (owner !== undefined && united.owners.some((other) => !ownership.fit(other, owner))) return { reason: 'too-large' };
  return undefined;
}

/** How many of each type are held; each external type counts for itself. */
export class HeldIdentities {
  private readonly counts = new Map<string, { held: number; limit: number }>();
  private total = 0;

  constructor(
    private readonly rules: CompiledIdentityRules,
    private readonly ids: readonly IdentityId[],
  ) {
    for (const id of ids) {
      const type = ruleTypeOf(id);
      const count = this.counts.get(type) ?? { held: 0, limit: rules.rule(type).limit };
      count.held++;
      this.counts.set(type, count);
      this.total++;
    }
  }

  with(other: HeldIdentities): HeldIdentities {
    return new HeldIdentities(this.rules, [...this.ids, ...other.ids]);
  }

  /** The limit that both together would exceed. One that either exceeds already, since the rules became stricter, is no reason to part: only growth is. */
  excessWith(other: HeldIdentities): { type: string; limit: number } | undefined {
    for (const [type, { held, limit }] of other.counts) {
      const own = this.counts.get(type)?.held ?? 0;
      if (own + held > limit && own > 0 && held > 0) return { type, limit };
    }
    const all = this.total + other.total;
    return all > identityLimits.perProfile && this.total > 0 && other.total > 0 ? { type: 'all', limit: identityLimits.perProfile } : undefined;
  }
}
