/** What estimation learned about one field. */
export interface FieldModel {
  /** Level → share of true matches, of those with both values, that reach it. */
  m: number[];
  /** Level → share of pairs of different people that reach it. */
  u: number[];
}

/** Fellegi and Sunter's model of one workspace, "A Theory for Record Linkage", 1969. */
export interface MatchingModel {
  /** Probability that two profiles drawn at random are the same person. */
  lambda: number;
  /** In the order of the settings' fields. */
  fields: FieldModel[];
}

/** log2 of the odds that two profiles drawn at random are the same person: where every match weight starts. */
export function priorWeight(model: MatchingModel): number {
  return Math.log2(model.lambda / (1 - model.lambda));
}

/** Field → level → log2(m / u): what reaching it adds to the weight. */
export function levelWeights(model: MatchingModel): number[][] {
  return model.fields.map(({ m, u }) => m.map((share, level) => Math.log2(share / (u[level] as number))));
}

/** Match weight, log2 of the odds, as a probability. */
export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}
