import type { Problem } from '@cairn/rules/contracts/facts.js';
import { validateMatcher, validateMeasure } from '@cairn/rules/engine/validate.js';

import type { ComputedSource } from '../platform/collections.js';
import type { ClusterSource } from '../profiles/cluster.js';
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
    case 'cluster':
      return checkCluster(name, source, others);
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

/** What it is made of reads no computed trait itself. */
function checkCluster(name: string, { dimensions, clusters }: ClusterSource, others: ReadonlyMap<string, ComputedSource>): Problem[] {
  const seen = new Set<string>();
  const ofDimensions = dimensions.flatMap(({ kind, name: read }, at): Problem[] => {
    const path = `dimensions.${at}.name`;
    if (seen.has(`${kind}:${read}`)) return [problem(path, 'named-twice', `${read} is named twice. Take one of them out.`)];
    seen.add(`${kind}:${read}`);
    if (kind === 'trait') return [];
    if (read === name) return [problem(path, 'computed-cycle', `${name} would be made of itself. Name another.`)];
    const type = others.get(read)?.type;
    if (type === 'measure' || type === 'score') return [];
    return [problem(path, 'not-a-number', `${read} is no computed trait that gives a number. Name one of type measure or score.`)];
  });
  const values = clusters.map(({ value }) => value);
  return [
    ...ofDimensions,
    ...clusters.flatMap(({ value, center }, at): Problem[] => [
      ...(center.length === dimensions.length
        ? []
        : [problem(`clusters.${at}.center`, 'wrong-center', `The center has ${center.length} numbers, and there are ${dimensions.length} dimensions.`)]),
      ...(values.indexOf(value) === at
        ? []
        : [problem(`clusters.${at}.value`, 'named-twice', `Two clusters are called ${value}. Give each a name of its own.`)]),
    ]),
  ];
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
