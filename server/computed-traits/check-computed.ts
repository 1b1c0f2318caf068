import type { Problem } from '@cairn/rules/contracts/facts.js';
import { validateMatcher, validateMeasure } from '@cairn/rules/engine/validate.js';

import type { ComputedSource } from '../platform/collections.js';
import { computedReads } from '../profiles/compile-computed.js';

/** Everything that is wrong with a computed trait's source, each with its place in it; none: compiling and folding cannot fail. */
export function checkComputed(name: string, source: ComputedSource, others: ReadonlyMap<string, ComputedSource>): Problem[] {
  switch (source.type) {
    case 'measure':
      return below('measure', validateMeasure(source.measure));
    case 'uniqueList': {
      const { event, property, within } = source;
      return validateMeasure({ measure: 'unique', event, property, ...(within !== undefined && { within }) });
    }
    case 'score':
      return [...below('measure', validateMeasure(source.measure)), ...checkScore(source)];
    case 'rfmSegment':
      return computedReads(source).flatMap((read) => checkPart(name, source, read, others));
    case 'lifecycle':
      return [...below('event', validateMatcher(source.event)), ...checkDays(source)];
  }
}

const numeric = new Set(['count', 'sum', 'average', 'min', 'max', 'unique', 'daysSince', 'first', 'last']);

function checkScore({ measure, cutPoints }: Extract<ComputedSource, { type: 'score' }>): Problem[] {
  const falling = cutPoints.findIndex((cut, at) => at > 0 && cut < (cutPoints[at - 1] as number));
  return [
    ...(numeric.has(measure.measure)
      ? []
      : [
          problem(
            'measure.measure',
            'not-a-number',
            `“${measure.measure}” gives no number to score. Choose count, sum, average, least, greatest or days since.`,
          ),
        ]),
    ...(falling < 0
      ? []
      : [problem(`cutPoints.${falling}`, 'not-ascending', `Cut point ${cutPoints[falling]} is below the one before. Put them in ascending order.`)]),
  ];
}

/** Parts are scores, and scores read no computed trait: so nothing can be made of itself. */
function checkPart(
  name: string,
  source: Extract<ComputedSource, { type: 'rfmSegment' }>,
  read: string,
  others: ReadonlyMap<string, ComputedSource>,
): Problem[] {
  const path = source.recency === read ? 'recency' : source.frequency === read ? 'frequency' : 'monetary';
  if (read === name) return [problem(path, 'computed-cycle', `${name} would be made of itself. Name a score.`)];
  if (others.get(read)?.type === 'score') return [];
  return [problem(path, 'no-score', `${read} is no score. Name a computed trait of type score.`)];
}

function checkDays({ activeDays, atRiskDays }: Extract<ComputedSource, { type: 'lifecycle' }>): Problem[] {
  if (activeDays < atRiskDays) return [];
  return [problem('atRiskDays', 'not-ascending', `At risk would end after ${atRiskDays} days, and active after ${activeDays}. Make the first the larger.`)];
}

function problem(path: string, code: string, message: string): Problem {
  return { path, code, message };
}

function below(path: string, problems: Problem[]): Problem[] {
  return problems.map((each) => ({ ...each, path: each.path === '' ? path : `${path}.${each.path}` }));
}
