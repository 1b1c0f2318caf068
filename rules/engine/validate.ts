import { listsOf } from '../compile/compile-where.js';
import type { Condition, EventMatcher, NamedConditions, OperatorName } from '../contracts/condition.js';
import { operatorNames } from '../contracts/condition.js';
import type { Problem } from '../contracts/facts.js';
import { operatorNamed } from '../operators/operators.js';
import { conditionCost, costBudget, patternWork, whereCost } from './cost.js';
import { isObject, join, newer, own, Problems, type Shape, shown } from './problems.js';
import { type ClauseContext, validateClause, validateMeasureShape } from './validate-clauses.js';
import { namedProblem } from './validate-named.js';
import { eventNameProblem, pathProblem } from './validate-parts.js';
import { referenceProblem, valueProblem } from './validate-value.js';

export interface ValidateOptions {
  /** Keys of the segments that exist; absent: not checked. */
  segments?: ReadonlySet<string>;
  /** Keys of the tags that exist; absent: not checked. */
  tags?: ReadonlySet<string>;
  /** Keys of the subscription topics that exist; absent: not checked. */
  topics?: ReadonlySet<string>;
  /** The named conditions that exist, the one that is being saved included; absent: none may be referred to. */
  conditions?: NamedConditions;
  /** May ask for the event that started this, and for the run's data. Default false. */
  allowTrigger?: boolean;
}

/** Deepest nesting of all, any and not, those of a `where` included. */
export const deepest = 20;
/** Most clauses of one condition, those of its `where`s, funnel steps and named conditions included. */
export const mostClauses = 500;
/** Most values of all kinds (objects, lists, texts, numbers …) in one definition: beyond that nothing else is looked at. */
export const mostValues = 20_000;
/** Most lists (`*`) that one scope of a `where` may speak of: each multiplies the work. */
export const mostLists = 2;
const mostProblems = 100;

/**
 * Everything that is wrong with a condition, each with its place; none: it may be stored, and neither compiling nor running it can fail.
 * Free of I/O and of json-rules-engine, so that the browser asks as people type.
 */
export function validateCondition(input: unknown, options: ValidateOptions = {}): Problem[] {
  const problems = new Validation(options).run(input, (validation) => validation.group(input, '', 1, conditionLanguage));
  return problems.length > 0 ? problems : tooCostly(conditionCost(input as Condition, options.conditions));
}

/** The same for one event by name and properties (triggers, exits, waits). */
export function validateMatcher(input: unknown): Problem[] {
  const problems = new Validation({}).run(input, (validation) => validation.matcher(input, '', 1, ['name', 'where']));
  return problems.length > 0 ? problems : tooCostly(whereCost((input as EventMatcher).where));
}

/** The same for a measure (computed traits). */
export function validateMeasure(input: unknown): Problem[] {
  return new Validation({}).run(input, (validation) => validateMeasureShape(validation, input));
}

function tooCostly(cost: number): Problem[] {
  if (cost <= costBudget) return [];
  const share = `${Math.ceil((cost / costBudget) * 10) / 10} times`;
  return [
    {
      path: '',
      code: 'too-costly',
      message: `Asking this once could take ${share} the work that it may. Use fewer or simpler patterns, conditions on lists and measures in windows, or move a part into a segment.`,
    },
  ];
}

/** What may stand at the leaves of a tree. */
interface Language {
  /** What a part of it is called. */
  name: string;
  kinds: readonly string[];
  leaf(validation: Validation, clause: Shape, path: string, depth: number): void;
}

const conditionLanguage: Language = {
  name: 'a condition',
  kinds: ['all', 'any', 'not', 'condition', 'fact'],
  leaf: (validation, clause, path, depth) => validateClause(validation, clause, path, depth),
};

class Validation implements ClauseContext {
  readonly problems = new Problems();
  readonly options: ValidateOptions;
  private clauses = 0;
  /** Of the patterns met so far: they are dear to make ready, too. */
  private patternWork = 0;

  constructor(options: ValidateOptions) {
    this.options = options;
  }

  run(input: unknown, check: (validation: this) => void): Problem[] {
    if (!isWithin(input, mostValues)) {
      this.problems.add('', 'too-large', `The definition holds more than ${mostValues} values. Use a segment, or several.`);
      return this.problems.found;
    }
    // So many that none is looked at: each may be dear to check.
    const many = countFacts(input);
    if (many <= mostClauses) check(this);
    const clauses = Math.max(many, this.clauses);
    if (clauses > mostClauses)
      this.problems.add('', 'too-many-clauses', `There are ${clauses} clauses; at most ${mostClauses} are allowed. Use lists with “in”, or a segment.`);
    return this.problems.found.slice(0, mostProblems);
  }

  countClause(many = 1): void {
    this.clauses += many;
  }

  /** all, any, not or a leaf. */
  group(input: unknown, path: string, depth: number, language: Language): void {
    const { problems } = this;
    if (!isObject(input)) {
      problems.add(path, 'not-an-object', `Expected ${language.name}, got ${shown(input)}. Write {all}, {any}, {not} or a clause.`);
      return;
    }
    if (depth > deepest) {
      problems.add(path, 'too-deep', `Conditions are nested deeper than ${deepest}. Flatten them, or move a part into a segment.`);
      return;
    }
    const kinds = language.kinds.filter((key) => Object.hasOwn(input, key));
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const found = kinds.length === 0 ? `has none of ${language.kinds.join(', ')}` : `has ${kinds.join(' and ')} at once`;
      problems.add(path, 'unknown-shape', `This part ${found}. Give it exactly one.`);
    } else if (kind === 'fact') {
      language.leaf(this, input, path, depth);
    } else if (kind === 'condition') {
      this.named(input, path);
    } else {
      problems.onlyKeys(input, path, [kind]);
      if (kind === 'not') this.group(input.not, join(path, 'not'), depth + 1, language);
      else this.parts(input[kind], join(path, kind), depth, language);
    }
  }

  private parts(parts: unknown, path: string, depth: number, language: Language): void {
    if (!Array.isArray(parts)) {
      this.problems.add(path, 'not-a-list', `“${path.split('.').at(-1)}” holds ${shown(parts)}. Give it a list of conditions.`);
      return;
    }
    if (parts.length === 0) this.problems.add(path, 'empty-list', `“${path.split('.').at(-1)}” is empty. Add a condition, or remove it.`);
    for (const [at, part] of parts.entries()) this.group(part, join(path, at), depth + 1, language);
  }

  private named(input: Shape, path: string): void {
    this.problems.onlyKeys(input, path, ['condition']);
    const answer = namedProblem(input.condition, this.options.conditions);
    if ('code' in answer) this.problems.addIf(join(path, 'condition'), answer);
    else this.countClause(answer.clauses);
  }

  /** An event's name and properties. */
  matcher(input: unknown, path: string, depth: number, keys: readonly string[]): void {
    if (!isObject(input)) {
      this.problems.add(path, 'not-an-object', `Expected an event {name, where?}, got ${shown(input)}.`);
      return;
    }
    this.problems.onlyKeys(input, path, keys);
    this.problems.addIf(join(path, 'name'), eventNameProblem(own(input, 'name')));
    const where = own(input, 'where');
    if (where !== undefined) this.where(where, join(path, 'where'), depth, 'inside');
  }

  /** About the parts of one value. */
  where(where: unknown, path: string, depth: number, lists: 'inside' | 'anywhere'): void {
    const before = this.problems.found.length;
    this.group(where, path, depth, {
      name: 'a condition on properties',
      kinds: ['all', 'any', 'not', 'fact'],
      leaf: (_, clause, at) => this.property(clause, at, lists),
    });
    if (this.problems.found.length === before) this.lists(where as Shape, path);
  }

  /** A tree of another kind of clause. */
  tree(input: unknown, path: string, depth: number, name: string, leaf: (clause: Shape, path: string) => void): void {
    this.group(input, path, depth, { name, kinds: ['all', 'any', 'not', 'fact'], leaf: (_, clause, at) => leaf(clause, at) });
  }

  private property(clause: Shape, path: string, lists: 'inside' | 'anywhere'): void {
    this.countClause();
    if (clause.fact !== 'property') {
      this.problems.add(join(path, 'fact'), 'unknown-fact', `There is no fact ${shown(clause.fact)} in a where: it asks for “property” only.`);
      return;
    }
    this.problems.onlyKeys(clause, path, ['fact', 'path', 'operator', 'value']);
    this.problems.addIf(join(path, 'path'), pathProblem(own(clause, 'path'), lists));
    this.comparison(clause, path, { isTimeless: true });
  }

  /** Operator and value fit each other. */
  comparison(clause: Shape, path: string, { isTimeless = false }: { isTimeless?: boolean } = {}): boolean {
    const name = own(clause, 'operator');
    const operator = typeof name === 'string' ? operatorNamed(name) : undefined;
    if (operator === undefined) {
      this.problems.add(join(path, 'operator'), 'unknown-operator', `There is no operator ${shown(name)}. Use ${operatorNames.join(', ')}.${newer}`);
      return false;
    }
    if (isTimeless && operator.edges !== undefined) {
      this.problems.add(join(path, 'operator'), 'operator-needs-now', `“${String(name)}” depends on when it is asked, and cannot be asked inside a where.`);
      return false;
    }
    const value = own(clause, 'value');
    if (operator.takes === 'pattern' && this.patternWork > costBudget) {
      // Said once: those after it are not even looked at.
      if (this.patternWork !== Number.POSITIVE_INFINITY)
        this.problems.add(
          join(path, 'value'),
          'too-costly',
          'The patterns before this one take all the work that a condition may. Use fewer, or simpler ones.',
        );
      this.patternWork = Number.POSITIVE_INFINITY;
      return false;
    }
    const problem = isReferenceShape(value)
      ? isTimeless
        ? { code: 'reference-not-allowed', message: 'Inside a where there is no other fact to compare with. Give a fixed value.' }
        : referenceProblem(name as OperatorName, operator.takes, value, { trigger: this.options.allowTrigger === true })
      : valueProblem(name as OperatorName, operator.takes, value);
    this.problems.addIf(join(path, 'value'), problem);
    if (operator.takes === 'pattern' && typeof value === 'string' && problem?.code !== 'pattern-too-long') this.patternWork += patternWork(value);
    return problem === undefined;
  }

  private lists(where: Shape, path: string): void {
    const found = new Set<string>();
    const visit = (part: Shape, at: string): void => {
      const kind = 'all' in part ? 'all' : 'any';
      if (Array.isArray(part[kind])) {
        for (const [index, inner] of part[kind].entries()) visit(inner as Shape, join(at, kind, index));
      } else if (part.not !== undefined) {
        this.lists(part.not as Shape, join(at, 'not'));
      } else {
        for (const list of listsOf(String(part.path))) found.add(list);
      }
    };
    visit(where, path);
    if (found.size > mostLists)
      this.problems.add(
        path,
        'too-many-lists',
        `This asks for elements of ${found.size} lists at once (${[...found].join(', ')}); at most ${mostLists} are allowed.`,
      );
  }
}

function isReferenceShape(value: unknown): value is Shape {
  return isObject(value) && ['trait', 'computed', 'trigger', 'context'].some((key) => Object.hasOwn(value, key));
}

/** Counts values until there are too many: a hostile definition must not cost more than that. */
function isWithin(input: unknown, most: number): boolean {
  let left = most;
  const open: unknown[] = [input];
  while (open.length > 0) {
    const value = open.pop();
    left -= 1;
    if (left < 0) return false;
    if (typeof value !== 'object' || value === null) continue;
    const inner = Array.isArray(value) ? value : Object.values(value);
    if (inner.length > left) return false;
    for (const one of inner) open.push(one);
  }
  return true;
}

/** Clauses of all kinds, wherever they stand. */
function countFacts(input: unknown): number {
  let found = 0;
  const open: unknown[] = [input];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && Object.hasOwn(value, 'fact')) found += 1;
    for (const one of Array.isArray(value) ? value : Object.values(value)) if (typeof one === 'object') open.push(one);
  }
  return found;
}
