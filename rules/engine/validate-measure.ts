import { type MeasureName, measureNames, type OperatorName } from '../contracts/condition.js';
import type { Problem } from '../contracts/facts.js';
import { pathProblem } from './validate-parts.js';

const countOperators: readonly OperatorName[] = ['equal', 'notEqual', 'in', 'notIn', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
/** Absent when nothing matched. */
export const numberOperators: readonly OperatorName[] = [...countOperators, 'exists', 'missing'];

export function isMeasureName(name: unknown): name is MeasureName {
  return (measureNames as readonly unknown[]).includes(name);
}

/** Which operators compare it; undefined: any. */
export function operatorsFor(measure: MeasureName): readonly OperatorName[] | undefined {
  if (measure === 'count' || measure === 'unique' || measure === 'sum') return countOperators;
  return measure === 'first' || measure === 'last' || measure === 'mostFrequent' ? undefined : numberOperators;
}

/** Which property may, must or must not be named. */
export function measuredPropertyProblem(measure: MeasureName, property: unknown): Omit<Problem, 'path'> | undefined {
  if (measure === 'count' || measure === 'daysSince') {
    if (property === undefined) return undefined;
    return { code: 'unexpected-property', message: `“${measure}” looks at no property. Leave it out, or choose another measure.` };
  }
  const isEnd = measure === 'first' || measure === 'last';
  if (property === undefined && !isEnd) return { code: 'missing-property', message: `“${measure}” needs the property to measure, such as total. Name one.` };
  return property === undefined ? undefined : pathProblem(property, isEnd ? 'none' : 'inside');
}
