import type { MatchingRunDocument } from './matching.documents.js';
import type { MatchingRunAnswer, MatchingRunDetailAnswer } from './matching.schemas.js';
import { comparisons } from './model/comparisons.js';
import { levelWeights, priorWeight } from './model/model.js';
import { thresholdCurve } from './model/threshold-curve.js';

export function toRunAnswer(run: MatchingRunDocument): MatchingRunAnswer {
  const { runId, state, phase, done, total, startedBy } = run;
  return {
    runId,
    state,
    phase,
    done,
    total,
    startedAt: run.startedAt.toISOString(),
    startedBy,
    endedAt: run.endedAt?.toISOString() ?? null,
    failure: run.failure ?? null,
    profiles: run.snapshot?.profiles ?? null,
    candidates: run.learned?.candidates ?? null,
    pairs: run.found?.pairs ?? null,
    merged: run.merged?.done ?? null,
    refused: run.merged?.refused ?? null,
  };
}

export function toRunDetail(run: MatchingRunDocument): MatchingRunDetailAnswer {
  return { ...toRunAnswer(run), learned: learnedOf(run), curve: run.found ? thresholdCurve(run.found.histogram) : null };
}

function learnedOf({ settings, learned }: MatchingRunDocument): MatchingRunDetailAnswer['learned'] {
  if (!learned) return null;
  const { model, rules, keptFrom, capped } = learned;
  const weights = levelWeights(model);
  return {
    lambda: model.lambda,
    prior: priorWeight(model),
    fields: settings.fields.map(({ key, kind }, at) => ({
      key,
      kind,
      levels: comparisons[kind].levels.map(({ key: level }, index) => ({
        level,
        m: model.fields[at]?.m[index] ?? 0,
        u: model.fields[at]?.u[index] ?? 0,
        weight: weights[at]?.[index] ?? 0,
      })),
    })),
    rules: rules.map(({ rule, pairs, leftOut }) => ({ rule, pairs, leftOut })),
    keptFrom,
    capped,
  };
}
