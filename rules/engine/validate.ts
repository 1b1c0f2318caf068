import { listsOf } from '../compile/compile-where.js';
import type { OperatorName } from '../contracts/condition.js';
import { measureNames, operatorNames } from '../contracts/condition.js';
import type { Problem } from '../contracts/facts.js';
import { operatorNamed } from '../operators/operators.js';
import { isMeasureName, measuredPropertyProblem, operatorsFor } from './validate-measure.js';
import { eventNameProblem, pathProblem, triggerPathProblem, windowProblem } from './validate-parts.js';
import { valueProblem } from './validate-value.js';

export interface ValidateOptions {
  /** Keys of the segments that exist; absent: not checked. */
  segments?: ReadonlySet<string>;
  /** May ask for the event that started this. Default false. */
  allowTrigger?: boolean;
}

/** Deepest nesting of all, any and not, those of a `where` included. */
export const deepest = 20;
/** Most clauses of one condition, those of its `where`s included. */
export const mostClauses = 500;
/** Most lists (`*`) that one scope of a `where` may speak of: each multiplies the work. */
export const mostLists = 2;
const mostProblems = 100;

/**
 * Everything that is wrong with a condition, each with its place; none: it may be stored, and neither compiling nor running it can fail.
 * Free of I/O and of json-rules-engine, so that the browser asks as people type.
 */
export function validateCondition(input: unknown, options: ValidateOptions = {}): Problem[] {
  return new Validation(options).run((validation) => validation.group(input, '', 1, 'condition'));
}

/** The same for one event by name and properties (triggers, exits, waits). */
export function validateMatcher(input: unknown): Problem[] {
  return new Validation({}).run((validation) => validation.matcher(input, '', 1, ['name', 'where']));
}

/** The same for a measure (computed traits). */
export function validateMeasure(input: unknown): Problem[] {
  return new Validation({}).run((validation) => validation.measureOf(input));
}

type Shape = { [key: string]: unknown };
type Language = 'condition' | 'where';

class Validation {
  private readonly problems: Problem[] = [];
  private readonly options: ValidateOptions;
  private clauses = 0;

  constructor(options: ValidateOptions) {
    this.options = options;
  }

  run(check: (validation: Validation) => void): Problem[] {
    check(this);
    if (this.clauses > mostClauses)
      this.add('', 'too-many-clauses', `There are ${this.clauses} clauses; at most ${mostClauses} are allowed. Use lists with “in”, or a segment.`);
    return this.problems.slice(0, mostProblems);
  }

  /** all, any, not or a clause. */
  group(input: unknown, path: string, depth: number, language: Language): void {
    if (!isObject(input)) {
      this.add(path, 'not-an-object', `Expected a condition, got ${shown(input)}. Write {all}, {any}, {not} or a clause.`);
      return;
    }
    if (depth > deepest) {
      this.add(path, 'too-deep', `Conditions are nested deeper than ${deepest}. Flatten them, or move a part into a segment.`);
      return;
    }
    const kinds = ['all', 'any', 'not', 'fact'].filter((key) => Object.hasOwn(input, key));
    if (kinds.length !== 1) {
      const found = kinds.length === 0 ? `has none of all, any, not and fact` : `has ${kinds.join(' and ')} at once`;
      this.add(path, 'unknown-shape', `This part ${found}. Give it exactly one.`);
      return;
    }
    const [kind] = kinds as ['all' | 'any' | 'not' | 'fact'];
    if (kind === 'fact') {
      if (language === 'where') this.property(input, path);
      else this.clause(input, path, depth);
      return;
    }
    this.onlyKeys(input, path, [kind]);
    if (kind === 'not') {
      this.group(input.not, join(path, 'not'), depth + 1, language);
      return;
    }
    const parts = input[kind];
    if (!Array.isArray(parts)) {
      this.add(join(path, kind), 'not-a-list', `“${kind}” holds ${shown(parts)}. Give it a list of conditions.`);
      return;
    }
    if (parts.length === 0) this.add(join(path, kind), 'empty-list', `“${kind}” is empty. Add a condition, or remove it.`);
    for (const [at, part] of parts.entries()) this.group(part, join(path, kind, at), depth + 1, language);
  }

  /** An event's name and properties. */
  matcher(input: unknown, path: string, depth: number, keys: readonly string[]): void {
    if (!isObject(input)) {
      this.add(path, 'not-an-object', `Expected an event {name, where?}, got ${shown(input)}.`);
      return;
    }
    this.onlyKeys(input, path, keys);
    this.addIf(join(path, 'name'), eventNameProblem(own(input, 'name')));
    const where = own(input, 'where');
    if (where === undefined) return;
    const before = this.problems.length;
    this.group(where, join(path, 'where'), depth, 'where');
    if (this.problems.length === before) this.lists(where as Shape, join(path, 'where'));
  }

  private clause(clause: Shape, path: string, depth: number): void {
    this.clauses += 1;
    switch (clause.fact) {
      case 'trait':
        this.trait(clause, path);
        break;
      case 'event':
        this.event(clause, path, depth);
        break;
      case 'trigger':
        this.trigger(clause, path);
        break;
      case 'segment':
        this.segment(clause, path);
        break;
      default:
        this.add(join(path, 'fact'), 'unknown-fact', `There is no fact ${shown(clause.fact)}. Use trait, event, trigger or segment.`);
    }
  }

  private trait(clause: Shape, path: string): void {
    this.onlyKeys(clause, path, ['fact', 'params', 'path', 'operator', 'value']);
    const params = this.params(clause, path, ['name']);
    if (params) this.addIf(join(path, 'params.name'), nameProblem(own(params, 'name'), 'trait'));
    if (own(clause, 'path') !== undefined) this.addIf(join(path, 'path'), pathProblem(clause.path, false));
    this.comparison(clause, path);
  }

  private event(clause: Shape, path: string, depth: number): void {
    this.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
    const params = this.params(clause, path, ['name', 'where', 'within', 'measure', 'property']);
    if (params) {
      this.matcher(params, join(path, 'params'), depth + 1, ['name', 'where', 'within', 'measure', 'property']);
      this.measured(params, join(path, 'params'));
    }
    if (!this.comparison(clause, path)) return;
    const measure = (params && own(params, 'measure')) ?? 'count';
    if (!isMeasureName(measure)) return;
    const operator = clause.operator as OperatorName;
    const allowed = operatorsFor(measure);
    if (allowed && !allowed.includes(operator)) {
      const asked = measure === 'count' ? 'how often something happened' : `“${measure}”`;
      this.add(join(path, 'operator'), 'operator-for-count', `“${operator}” cannot compare ${asked}. Use ${allowed.join(', ')}.`);
      return;
    }
    const values: unknown[] = Array.isArray(clause.value) ? clause.value : [clause.value];
    if (measure === 'count' && !values.every((value) => typeof value === 'number' && value >= 0)) {
      this.add(join(path, 'value'), 'wrong-value-type', `How often something happened is compared with ${shown(clause.value)}. Give a number from 0.`);
    } else if (allowed && clause.value !== undefined && !values.every((value) => typeof value === 'number')) {
      this.add(join(path, 'value'), 'wrong-value-type', `“${measure}” is a number, and is compared with ${shown(clause.value)}. Give a number.`);
    }
  }

  /** What is measured of the matching events, and in which window. */
  private measured(params: Shape, path: string): void {
    if (own(params, 'within') !== undefined) this.addIf(join(path, 'within'), windowProblem(params.within));
    const measure = own(params, 'measure') ?? 'count';
    if (!isMeasureName(measure)) {
      this.add(join(path, 'measure'), 'unknown-measure', `There is no measure ${shown(measure)}. Use ${measureNames.join(', ')}.`);
      return;
    }
    this.addIf(join(path, 'property'), measuredPropertyProblem(measure, own(params, 'property')));
  }

  /** A measure by itself. */
  measureOf(input: unknown): void {
    if (!isObject(input)) {
      this.add('', 'not-an-object', `Expected a measure {measure, event, property?, within?}, got ${shown(input)}.`);
      return;
    }
    this.onlyKeys(input, '', ['measure', 'event', 'property', 'within']);
    this.matcher(own(input, 'event'), 'event', 1, ['name', 'where']);
    if (own(input, 'measure') === undefined) this.add('measure', 'unknown-measure', `The measure is missing. Use ${measureNames.join(', ')}.`);
    else this.measured(input, '');
  }

  private trigger(clause: Shape, path: string): void {
    this.onlyKeys(clause, path, ['fact', 'path', 'operator', 'value']);
    if (!this.options.allowTrigger) {
      this.add(path, 'trigger-not-allowed', 'There is no triggering event here. Ask for a trait, an event or a segment instead.');
    }
    this.addIf(join(path, 'path'), triggerPathProblem(own(clause, 'path')));
    this.comparison(clause, path);
  }

  private segment(clause: Shape, path: string): void {
    this.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
    const params = this.params(clause, path, ['key']);
    const key = params && own(params, 'key');
    if (params && (typeof key !== 'string' || key === '')) {
      this.add(join(path, 'params.key'), 'missing-segment', `A segment's key is missing: got ${shown(key)}. Name one.`);
    } else if (params && this.options.segments && !this.options.segments.has(key as string)) {
      this.add(join(path, 'params.key'), 'unknown-segment', `There is no segment ${shown(key)}. Choose one that exists, or make it first.`);
    }
    if (clause.operator !== 'equal') this.add(join(path, 'operator'), 'unknown-operator', `A segment is asked by “equal”, not by ${shown(clause.operator)}.`);
    if (typeof clause.value !== 'boolean')
      this.add(join(path, 'value'), 'wrong-value-type', `Being in a segment is true or false, not ${shown(clause.value)}.`);
  }

  private property(clause: Shape, path: string): void {
    this.clauses += 1;
    if (clause.fact !== 'property') {
      this.add(join(path, 'fact'), 'unknown-fact', `There is no fact ${shown(clause.fact)} in a where: it asks for the event's own “property” only.`);
      return;
    }
    this.onlyKeys(clause, path, ['fact', 'path', 'operator', 'value']);
    this.addIf(join(path, 'path'), pathProblem(own(clause, 'path'), true));
    this.comparison(clause, path);
  }

  /** Operator and value fit each other. */
  private comparison(clause: Shape, path: string): boolean {
    const name = own(clause, 'operator');
    const operator = typeof name === 'string' ? operatorNamed(name) : undefined;
    if (operator === undefined) {
      this.add(join(path, 'operator'), 'unknown-operator', `There is no operator ${shown(name)}. Use ${operatorNames.join(', ')}.`);
      return false;
    }
    const problem = valueProblem(name as OperatorName, operator.takes, own(clause, 'value'));
    this.addIf(join(path, 'value'), problem);
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
      this.add(path, 'too-many-lists', `This asks for elements of ${found.size} lists at once (${[...found].join(', ')}); at most ${mostLists} are allowed.`);
  }

  private params(clause: Shape, path: string, keys: readonly string[]): Shape | undefined {
    const params = own(clause, 'params');
    if (isObject(params)) {
      if (clause.fact !== 'event') this.onlyKeys(params, join(path, 'params'), keys);
      return params;
    }
    this.add(join(path, 'params'), 'missing-params', `A clause on ${String(clause.fact)} needs params {${keys.join(', ')}}, got ${shown(params)}.`);
    return undefined;
  }

  private onlyKeys(of: Shape, path: string, known: readonly string[]): void {
    for (const key of Object.keys(of)) {
      if (!known.includes(key)) this.add(join(path, key), 'unknown-key', `“${key.slice(0, 80)}” is not known here. Known: ${known.join(', ')}.`);
    }
  }

  private addIf(path: string, problem: Omit<Problem, 'path'> | undefined): void {
    if (problem) this.problems.push({ path, ...problem });
  }

  private add(path: string, code: string, message: string): void {
    this.problems.push({ path, code, message });
  }
}

function nameProblem(name: unknown, what: string): Omit<Problem, 'path'> | undefined {
  if (typeof name === 'string' && name !== '' && name.length <= 512 && !name.includes('\0')) return undefined;
  return { code: 'missing-name', message: `The ${what}'s name is ${shown(name)}. Give a text of 1–512 characters.` };
}

function isObject(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(of: Shape, key: string): unknown {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

function join(...parts: (string | number)[]): string {
  return parts.filter((part) => part !== '').join('.');
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
