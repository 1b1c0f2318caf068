import type { Condition, NamedConditions } from '../contracts/condition.js';
import { type Fault, shown } from './problems.js';

/** Named conditions inside named conditions inside … so deep at most. */
const deepestNaming = 10;

/** What is wrong with a reference; else how many clauses it stands for. Each named condition is looked at once, however often it is referred to. */
export function namedProblem(key: unknown, conditions: NamedConditions = new Map()): Fault | { clauses: number } {
  if (typeof key !== 'string' || !conditions.has(key)) {
    return { code: 'unknown-condition', message: `There is no condition named ${shown(key)}. Choose one that exists, or make it first.` };
  }
  const counted = new Map<string, number>();
  const way: string[] = [];
  const count = (name: string): number | Fault => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    if (way.includes(name))
      return { code: 'condition-cycle', message: `Condition ${name} would contain itself: ${[...way, name].join(' → ')}. Take one of these out of the other.` };
    if (way.length === deepestNaming)
      return { code: 'too-deep', message: `Named conditions refer to each other more than ${deepestNaming} deep: ${way.join(' → ')}.` };
    way.push(name);
    let clauses = 0;
    const { direct, references } = lookInto(conditions.get(name));
    clauses += direct;
    for (const reference of references) {
      // Removed meanwhile, or never there: said where it is referred to.
      const inner = conditions.has(reference) ? count(reference) : 0;
      if (typeof inner !== 'number') return inner;
      clauses += inner;
    }
    way.pop();
    counted.set(name, clauses);
    return clauses;
  };
  const clauses = count(key);
  return typeof clauses === 'number' ? { clauses } : clauses;
}

function lookInto(condition: Condition | undefined): { direct: number; references: string[] } {
  const found = { direct: 0, references: [] as string[] };
  const open = condition === undefined ? [] : [condition];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if ('all' in part) open.push(...part.all);
    else if ('any' in part) open.push(...part.any);
    else if ('not' in part) open.push(part.not);
    else if ('condition' in part) found.references.push(part.condition);
    else found.direct += 1;
  }
  return found;
}
