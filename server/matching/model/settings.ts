/** How the values of a field are read and compared; `comparisons.ts` says which levels each has. */
export const fieldKinds = ['exact', 'name', 'text', 'date', 'postcode', 'email', 'phone'] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** One thing about a person by which profiles are compared. */
export interface MatchField {
  /** Names the field in blocking rules and in explanations. `[a-z][a-z0-9_]*`, at most 40 characters. */
  key: string;
  /** Traits that may hold it, `address.postalCode` for one inside another; the first that has a value counts. 1–10. */
  traits: string[];
  /** Where none of the traits has a value: the first or the last word of the trait `name`. */
  nameWord?: 'first' | 'last';
  kind: FieldKind;
  /** Agreeing on a rare value counts more than agreeing on a common one (Winkler 2000). */
  termFrequency: boolean;
}

/** Part of a blocking rule: the whole value of a field, or only its first or last characters. */
export interface BlockingPart {
  field: string;
  /** 1–20. A value with fewer characters is in no block. */
  first?: number;
  last?: number;
}

/** Two profiles are compared where every part of at least one rule agrees. 1–4 parts. */
export type BlockingRule = BlockingPart[];

/** What a run compares, and how. */
export interface ModelSettings {
  /** 1–16. Order is the order of explanations. */
  fields: MatchField[];
  /** 1–20. Narrow ones first costs least. */
  blocking: BlockingRule[];
}

/** What becomes of a pair, by its match weight (log2 of the odds that both are one person). */
export interface Thresholds {
  /** From here on a person looks at it. −20 to 60. */
  review: number;
  /** From here on it is merged without asking; null: never. Not below `review`. */
  autoMerge: number | null;
}
