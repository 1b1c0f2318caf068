import type { Catalogue, CatalogueDocument, ValueKind } from '../events/catalogue.js';
import { type AuditStore, auditDocument } from '../platform/audit.js';
import { decodeCursor, pageOf } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import { searchableLimit } from '../profiles/search-keys.js';
import type { SearchableTraits } from './searchable-traits.js';
import { type DefinedName, definedTraitAnswer, type Known, limitsOf, toTraitAnswer } from './trait-answer.js';
import type { TraitShares } from './trait-shares.js';
import { traitErrors } from './traits.errors.js';
import type { TraitAnswer, TraitKind, TraitPatch, TraitsAnswer, TraitsQuery } from './traits.schemas.js';

const valueKinds = ['trait', 'property', 'accountTrait'] as const;
const definedKinds = ['computed', 'segment', 'tag'] as const;

/** The catalogue of everything that is known of people, accounts and events: seen by the server, described by people. */
export class TraitsService {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly shares: TraitShares,
    private readonly searchable: SearchableTraits,
    private readonly defined: (workspace: string) => Promise<DefinedName[]>,
    private readonly audit: Pick<AuditStore, 'record'>,
    private readonly clock: Clock,
  ) {}

  async list(workspace: string, query: TraitsQuery): Promise<TraitsAnswer> {
    const [known, documents, defined] = await Promise.all([this.known(workspace), this.documents(workspace), this.definedAnswers(workspace)]);
    const all = [...documents.map((document) => toTraitAnswer(document, known)), ...unseen(documents, known), ...defined(known)];
    const matching = all.filter((trait) => matches(trait, query)).sort(byPlace);
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['string']);
    const rest = after === undefined ? matching : matching.filter((trait) => placeOf(trait) > after[0]);
    const kept = Object.fromEntries(valueKinds.map((kind) => [kind, documents.filter((document) => document.kind === kind).length]));
    return {
      ...pageOf(
        rest.slice(0, query.limit + 1),
        query.limit,
        (trait) => trait,
        (trait) => [placeOf(trait)],
      ),
      total: matching.length,
      limits: limitsOf(kept as Record<ValueKind, number>),
      sources: [...new Set(all.flatMap(({ sources }) => sources))].sort(),
      searchable: { used: known.searchable.size, limit: searchableLimit },
    };
  }

  async read(workspace: string, kind: TraitKind, name: string, event: string | undefined): Promise<TraitAnswer> {
    const place = placeIn(kind, name, event);
    const [known, document] = await Promise.all([this.known(workspace), this.catalogue.read(workspace, place)]);
    if (document !== null && isValue(document)) return toTraitAnswer(document, known);
    const found = [...unseen([], known), ...(await this.definedAnswers(workspace))(known)].find((trait) => trait.kind === kind && trait.name === name);
    if (found === undefined) throw traitErrors.unknown(kind, name);
    return found;
  }

  /** @throws UserError `unknown-trait`, `event-needed`, `not-for-this-kind`. */
  async patch(workspace: string, at: { kind: TraitKind; name: string; event: string | undefined }, patch: TraitPatch, by: string): Promise<TraitAnswer> {
    const { kind, name, event } = at;
    const place = placeIn(kind, name, event);
    if (patch.public !== undefined && (kind === 'property' || kind === 'accountTrait')) throw traitErrors.notForKind('public', kind);
    if (patch.searchable !== undefined && kind !== 'trait') throw traitErrors.notForKind('searchable', kind);
    await this.read(workspace, kind, name, event);
    const now = new Date(this.clock.now());
    // What browsers may read, and what counts as personal, is for somebody to answer for. Before it: rather a line too many than one too few.
    const about = { kind, id: place.event === undefined ? name : `${place.event}/${name}` };
    await this.audit.record(auditDocument({ workspace, at: now, by, action: 'trait.describe', about, detail: { ...patch } }));
    const { searchable, ...said } = patch;
    if (searchable !== undefined) await this.searchable.set(workspace, name, searchable);
    await this.catalogue.describe(workspace, place, said, { at: now, by });
    return await this.read(workspace, kind, name, event);
  }

  private async definedAnswers(workspace: string): Promise<(known: Known) => TraitAnswer[]> {
    const [defined, ...noted] = await Promise.all([
      this.defined(workspace),
      ...definedKinds.map(async (kind) => await this.catalogue.readNotes(workspace, kind)),
    ]);
    const notes = new Map(noted.flat().map((document) => [`${document.kind}:${document.name}`, document.note]));
    return (known) => defined.map((name) => definedTraitAnswer(name, notes.get(`${name.kind}:${name.name}`), known));
  }

  private async documents(workspace: string): Promise<(CatalogueDocument & { kind: ValueKind })[]> {
    const lists = await Promise.all(valueKinds.map(async (kind) => await this.catalogue.readAll(workspace, kind)));
    return lists.flat().filter(isValue);
  }

  private async known(workspace: string): Promise<Known> {
    const [shares, events, searchable] = await Promise.all([
      this.shares.of(workspace),
      this.catalogue.readAll(workspace, 'event'),
      this.searchable.read(workspace),
    ]);
    return { shares, messages: new Map(events.map(({ name, count }) => [name, count])), searchable: new Set(searchable) };
  }
}

type ValueDocument = CatalogueDocument & { kind: ValueKind };

function isValue(document: CatalogueDocument): document is ValueDocument {
  return valueKinds.some((kind) => kind === document.kind);
}

/** Traits that people have and no event brought here: set by hand or by a journey, or sent before there was a catalogue. */
function unseen(documents: readonly ValueDocument[], known: Known): TraitAnswer[] {
  const seen = new Set(documents.filter(({ kind }) => kind === 'trait').map(({ name }) => name));
  return [...known.shares.trait.keys()].filter((name) => !seen.has(name)).map((name) => toTraitAnswer({ kind: 'trait', name, count: 0 }, known));
}

function placeIn(kind: TraitKind, name: string, event: string | undefined): { kind: TraitKind; name: string; event?: string } {
  if (kind !== 'property') return { kind, name };
  if (event === undefined) throw traitErrors.eventNeeded(name);
  return { kind, name, event };
}

function matches(trait: TraitAnswer, { kind, personalClass, source, event, search, review, public: onlyPublic }: TraitsQuery): boolean {
  const { value, by } = trait.personalClass;
  if (kind !== undefined && trait.kind !== kind) return false;
  if (personalClass !== undefined && (personalClass === 'personal' ? value === 'none' : value !== personalClass)) return false;
  if (onlyPublic !== undefined && !trait.public) return false;
  if (review !== undefined && (value === 'none' || by === 'person')) return false;
  if (source !== undefined && !trait.sources.includes(source)) return false;
  if (event !== undefined && trait.event !== event) return false;
  if (search === undefined || search === '') return true;
  const wanted = search.toLowerCase();
  return [trait.name, trait.label, trait.event, trait.description, trait.owner].some((text) => text?.toLowerCase().includes(wanted));
}

const order: readonly TraitKind[] = ['trait', 'computed', 'segment', 'tag', 'accountTrait', 'property'];

/** Sorts as the list does, and is the cursor. */
function placeOf({ kind, name, event }: TraitAnswer): string {
  return [order.indexOf(kind), event ?? '', name.toLowerCase(), name].join('\u0000');
}

function byPlace(a: TraitAnswer, b: TraitAnswer): number {
  const [first, second] = [placeOf(a), placeOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}
