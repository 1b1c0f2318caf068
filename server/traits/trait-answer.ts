import { type CatalogueDocument, type CatalogueNote, namesKept, type ValueKind } from '../events/catalogue.js';
import { typesOf } from '../events/seen.js';
import { isSensitive } from './personal-class.js';
import { guessClass } from './personal-data.js';
import type { Shares } from './trait-shares.js';
import type { TraitAnswer } from './traits.schemas.js';

/** What is known of everything, to answer lines of the catalogue from. */
export interface Known {
  shares: Shares;
  /** Messages of each event. */
  messages: ReadonlyMap<string, number>;
  searchable: ReadonlySet<string>;
}

type SeenDocument = Pick<CatalogueDocument, 'name' | 'count'> & Partial<CatalogueDocument> & { kind: ValueKind };

/** A trait or property, by what was seen and said of it. */
export function toTraitAnswer(document: SeenDocument, known: Known): TraitAnswer {
  const { kind, name, note } = document;
  const guess = guessClass({ kind, name }, { sampled: document.sampled ?? 0, hits: document.hits ?? {} });
  const personalClass = { value: note?.personalClass ?? guess.value, by: note?.personalClass ? ('person' as const) : guess.by, guess: guess.value };
  const isMasked = isSensitive(personalClass.value);
  const example = isMasked ? (document.masked ?? '…') : (document.examples?.[0] ?? document.masked ?? null);
  return {
    kind,
    name,
    label: null,
    event: document.event ?? null,
    types: typesOf(document.types ?? 0),
    count: document.count ?? 0,
    ...shareOf(document, known),
    sources: document.sources ?? [],
    example: document.count === 0 ? null : example,
    exampleMasked: isMasked || (document.examples?.length ?? 0) === 0,
    personalClass,
    ...noteAnswer(note),
    searchable: kind === 'trait' && known.searchable.has(name),
    firstSeenAt: document.firstSeenAt?.toISOString() ?? null,
    lastSeenAt: document.lastSeenAt?.toISOString() ?? null,
  };
}

/** What has no values of its own in events: known by its definition. */
export interface DefinedName {
  kind: 'computed' | 'segment' | 'tag';
  name: string;
  label: string;
  description: string | null;
}

export function definedTraitAnswer({ kind, name, label, description }: DefinedName, note: CatalogueNote | undefined, { shares }: Known): TraitAnswer {
  const said = noteAnswer(note);
  return {
    ...{ kind, name, label, event: null, types: [], count: 0 },
    share: kind === 'computed' && shares.people > 0 ? (shares.computed.get(name) ?? 0) / shares.people : null,
    shareEstimated: shares.estimated,
    ...{ sources: [], example: null, exampleMasked: false },
    personalClass: { value: note?.personalClass ?? 'none', by: note?.personalClass ? 'person' : 'nothing', guess: 'none' },
    ...said,
    description: said.description ?? description,
    ...{ searchable: false, firstSeenAt: null, lastSeenAt: null },
  };
}

function noteAnswer(note: CatalogueNote | undefined): Pick<TraitAnswer, 'owner' | 'description' | 'public' | 'noted'> {
  return {
    owner: note?.owner ?? null,
    description: note?.description ?? null,
    public: note?.public === true,
    noted: note ? { at: note.at.toISOString(), by: note.by } : null,
  };
}

function shareOf({ kind, name, event, count }: SeenDocument, { shares, messages }: Known): Pick<TraitAnswer, 'share' | 'shareEstimated'> {
  if (kind === 'property') {
    const all = messages.get(event ?? '') ?? 0;
    return { share: all > 0 ? Math.min(1, count / all) : null, shareEstimated: false };
  }
  if (kind !== 'trait' || shares.people === 0) return { share: null, shareEstimated: false };
  return { share: (shares.trait.get(name) ?? 0) / shares.people, shareEstimated: shares.estimated };
}

export function limitsOf(kept: Readonly<Record<ValueKind, number>>): { kind: ValueKind; kept: number; limit: number }[] {
  return (['trait', 'property', 'accountTrait'] as const).map((kind) => ({ kind, kept: kept[kind], limit: namesKept[kind] }));
}
