import type { Columns } from './columns.js';
import { levelWeights, type MatchingModel, priorWeight } from './model.js';
import { missing, type PairLevels } from './pair-levels.js';
import type { MatchField } from './settings.js';

/** What one field says for or against a pair. All weights are log2 of a ratio of probabilities; 0 says nothing. */
export interface FieldEvidence {
  /** Index into the levels of the field's kind; -1: a side has no value. */
  level: number;
  /** log2(m / u) of that level. */
  weight: number;
  /** Added for the value that both have, if it is rarer (or, below 0, more common) than values are on average. */
  rarity: number;
}

export interface Scorer {
  /** log2 of the odds that two records are one person. */
  weight(a: number, b: number): number;
  /** Adds up, with the prior, to {@link Scorer.weight}. */
  explain(a: number, b: number): FieldEvidence[];
}

export function createScorer(model: MatchingModel, fields: readonly MatchField[], columns: Columns, levels: PairLevels): Scorer {
  const prior = priorWeight(model);
  const weights = levelWeights(model);
  const rarities = fields.map((field, at) => (field.termFrequency ? rarityOfValues(columns, model, at) : null));
  const evidence = (field: number, a: number, b: number): FieldEvidence => {
    const level = levels(field, a, b);
    if (level === missing) return { level, weight: 0, rarity: 0 };
    return { level, weight: weights[field]?.[level] as number, rarity: level === 0 ? rarity(field, a) : 0 };
  };
  const rarity = (field: number, row: number): number => {
    const values = rarities[field];
    return values ? (values[columns.fields[field]?.codes[row] as number] as number) : 0;
  };
  return {
    weight(a, b) {
      let sum = prior;
      for (let field = 0; field < fields.length; field += 1) {
        const level = levels(field, a, b);
        if (level === missing) continue;
        sum += (weights[field] as number[])[level] as number;
        if (level === 0) sum += rarity(field, a);
      }
      return sum;
    },
    explain: (a, b) => fields.map((_, field) => evidence(field, a, b)),
  };
}

/** Value → log2 of how much rarer it is than equal values are on average, as Splink adjusts for term frequency: u of this very value is its share. */
function rarityOfValues(columns: Columns, model: MatchingModel, field: number): Float64Array {
  const { counts, present } = columns.fields[field] as Columns['fields'][number];
  const usual = model.fields[field]?.u[0] as number;
  return Float64Array.from(counts, (count) => Math.log2(usual / (count / present)));
}
