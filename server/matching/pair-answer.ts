import { toProfileSummary } from '../profiles/profile-answer.js';
import type { ComparedProfile } from './match-pairs.store.js';
import type { MatchingRunDocument, MatchPairDocument } from './matching.documents.js';
import type { MatchPairAnswer } from './matching.schemas.js';
import { comparisons } from './model/comparisons.js';
import { priorWeight, probabilityOf } from './model/model.js';
import { readComparable, readField } from './model/read-record.js';
import { markOf } from './score-slice.js';

export interface FoundPair {
  pair: MatchPairDocument;
  a: ComparedProfile;
  b: ComparedProfile;
}

/** A pair with its weight explained: by the run that gave it, with the values as they are now. Of `sensitive` traits it says how they compare, not what they are. */
export function toPairAnswer({ pair, ...sides }: FoundPair, run: MatchingRunDocument | undefined, sensitive: ReadonlySet<string>): MatchPairAnswer {
  const [a, b] = olderFirst(sides);
  const model = run?.learned?.model;
  return {
    pairId: pair.pairId,
    weight: pair.weight,
    probability: probabilityOf(pair.weight),
    state: pair.state,
    a: toProfileSummary(a),
    b: toProfileSummary(b),
    prior: model ? priorWeight(model) : 0,
    fields: run ? fieldsOf(pair, [a, b], run, sensitive) : [],
    runId: pair.runId,
    comparedAt: (run?.startedAt ?? new Date(0)).toISOString(),
    decidedAt: pair.decidedAt?.toISOString() ?? null,
    decidedBy: pair.decidedBy ?? null,
    reopened: pair.reopened ?? null,
    refused: pair.refused ?? null,
  };
}

/** As a merge has it: the older one stays. */
function olderFirst({ a, b }: Omit<FoundPair, 'pair'>): [ComparedProfile, ComparedProfile] {
  const order = a.createdAt.getTime() - b.createdAt.getTime() || (a.profileId < b.profileId ? -1 : 1);
  return order < 0 ? [a, b] : [b, a];
}

function fieldsOf(
  pair: MatchPairDocument,
  [a, b]: [ComparedProfile, ComparedProfile],
  { settings }: MatchingRunDocument,
  sensitive: ReadonlySet<string>,
): MatchPairAnswer['fields'] {
  return settings.fields.map((field, at) => {
    const { level, weight, rarity } = pair.evidence[at] ?? { level: -1, weight: 0, rarity: 0 };
    const compared = (id: string) => readComparable((id === a.profileId ? a : b).traits, field);
    const masked = field.traits.some((path) => sensitive.has(path.split('.')[0] ?? ''));
    const mark = markOf(compared(pair.a), compared(pair.b));
    return {
      key: field.key,
      kind: field.kind,
      level: comparisons[field.kind].levels[level]?.key ?? null,
      weight,
      rarity,
      a: masked ? null : textOf(readField(a.traits, field)),
      b: masked ? null : textOf(readField(b.traits, field)),
      masked,
      changed: !pair.marks.includes(`${field.key}=${mark}`),
    };
  });
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
