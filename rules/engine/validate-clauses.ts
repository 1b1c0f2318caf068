import { dateReadings, measureNames, nowParts, type OperatorName } from '../contracts/condition.js';
import { isObject, join, newer, own, type Problems, type Shape, shown } from './problems.js';
import type { ValidateOptions } from './validate.js';
import { isMeasureName, measuredPropertyProblem, numberOperators, operatorsFor } from './validate-measure.js';
import { durationProblem, pathProblem, triggerPathProblem, windowProblem } from './validate-parts.js';
import { nameProblem } from './validate-value.js';

/** What checking one clause needs of the whole. */
export interface ClauseContext {
  readonly problems: Problems;
  readonly options: ValidateOptions;
  countClause(many?: number): void;
  matcher(input: unknown, path: string, depth: number, keys: readonly string[]): void;
  where(where: unknown, path: string, depth: number, lists: 'inside' | 'anywhere'): void;
  tree(input: unknown, path: string, depth: number, name: string, leaf: (clause: Shape, path: string) => void): void;
  /** Operator and value fit each other. */
  comparison(clause: Shape, path: string): boolean;
}

type Check = (context: ClauseContext, clause: Shape, path: string, depth: number) => void;

const checks: Readonly<Record<string, Check>> = {
  trait: checkTrait,
  computed: checkComputed,
  score: checkComputed,
  event: checkEvent,
  funnel: checkFunnel,
  segment: checkSegment,
  tag: checkTag,
  consent: checkConsent,
  account: checkAccount,
  now: checkNow,
  random: checkRandom,
  trigger: checkTrigger,
  context: checkContext,
};

export function validateClause(context: ClauseContext, clause: Shape, path: string, depth: number): void {
  context.countClause();
  const check = typeof clause.fact === 'string' && Object.hasOwn(checks, clause.fact) ? checks[clause.fact] : undefined;
  if (check) check(context, clause, path, depth);
  else context.problems.add(join(path, 'fact'), 'unknown-fact', `There is no fact ${shown(clause.fact)}. Use ${Object.keys(checks).join(', ')}.${newer}`);
}

function checkTrait(context: ClauseContext, clause: Shape, path: string, depth: number): void {
  const { problems } = context;
  problems.onlyKeys(clause, path, ['fact', 'params', 'path', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['name', 'as', 'for', 'where']);
  checkPath(context, clause, path);
  if (params === undefined) return;
  problems.addIf(join(path, 'params.name'), nameProblem(own(params, 'name'), 'trait'));
  const ways = ['as', 'for', 'where'].filter((way) => own(params, way) !== undefined);
  if (ways.length > 1) problems.add(join(path, 'params'), 'unknown-shape', `A trait is asked by ${ways.join(' or by ')}, not by both. Write two clauses.`);
  const where = own(params, 'where');
  if (where !== undefined) {
    context.where(where, join(path, 'params.where'), depth + 1, 'anywhere');
    checkYesNo(context, clause, path, 'That a value is such');
    return;
  }
  if (own(params, 'for') !== undefined) problems.addIf(join(path, 'params.for'), durationProblem(params.for));
  if (context.comparison(clause, path)) checkReading(context, clause, params, path);
}

function checkComputed(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'params', 'path', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['name', 'as']);
  checkPath(context, clause, path);
  if (params) context.problems.addIf(join(path, 'params.name'), nameProblem(own(params, 'name'), String(clause.fact)));
  if (context.comparison(clause, path) && params) checkReading(context, clause, params, path);
}

/** A number made of a date. */
function checkReading(context: ClauseContext, clause: Shape, params: Shape, path: string): void {
  const as = own(params, 'as');
  if (as === undefined) return;
  if (!(dateReadings as readonly unknown[]).includes(as)) {
    context.problems.add(join(path, 'params.as'), 'unknown-reading', `A date cannot be read as ${shown(as)}. Use ${dateReadings.join(', ')}.${newer}`);
    return;
  }
  checkNumber(context, clause, path, numberOperators, `“${String(as)}”`);
}

function checkPath(context: ClauseContext, clause: Shape, path: string): void {
  if (own(clause, 'path') !== undefined) context.problems.addIf(join(path, 'path'), pathProblem(clause.path, 'none'));
}

function checkEvent(context: ClauseContext, clause: Shape, path: string, depth: number): void {
  const keys = ['name', 'where', 'within', 'measure', 'property'];
  context.problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  const params = own(clause, 'params');
  if (!isObject(params)) {
    missingParams(context, clause, path, keys);
    return;
  }
  context.matcher(params, join(path, 'params'), depth + 1, keys);
  checkMeasured(context, params, join(path, 'params'));
  if (!context.comparison(clause, path)) return;
  const measure = own(params, 'measure') ?? 'count';
  const allowed = isMeasureName(measure) ? operatorsFor(measure) : undefined;
  if (allowed === undefined) return;
  const asked = measure === 'count' ? 'how often something happened' : `“${String(measure)}”`;
  if (!checkNumber(context, clause, path, allowed, asked) || measure !== 'count') return;
  const values = [clause.value].flat();
  if (values.some((value) => typeof value === 'number' && value < 0))
    context.problems.add(
      join(path, 'value'),
      'wrong-value-type',
      `How often something happened is compared with ${shown(clause.value)}. Give a number from 0.`,
    );
}

/** The operator is one for numbers, and so is the value. */
function checkNumber(context: ClauseContext, clause: Shape, path: string, allowed: readonly OperatorName[], asked: string): boolean {
  if (!allowed.includes(clause.operator as OperatorName)) {
    context.problems.add(join(path, 'operator'), 'operator-for-count', `“${String(clause.operator)}” cannot compare ${asked}. Use ${allowed.join(', ')}.`);
    return false;
  }
  if (clause.value === undefined || isObject(clause.value) || [clause.value].flat().every((value) => typeof value === 'number')) return true;
  context.problems.add(join(path, 'value'), 'wrong-value-type', `A number, ${asked}, is compared with ${shown(clause.value)}. Give a number.`);
  return false;
}

/** What is measured of the matching events, and in which window. */
function checkMeasured(context: ClauseContext, params: Shape, path: string): void {
  const { problems } = context;
  if (own(params, 'within') !== undefined) problems.addIf(join(path, 'within'), windowProblem(params.within));
  const measure = own(params, 'measure') ?? 'count';
  if (isMeasureName(measure)) problems.addIf(join(path, 'property'), measuredPropertyProblem(measure, own(params, 'property')));
  else problems.add(join(path, 'measure'), 'unknown-measure', `There is no measure ${shown(measure)}. Use ${measureNames.join(', ')}.${newer}`);
}

/** A measure by itself. */
export function validateMeasureShape(context: ClauseContext, input: unknown): void {
  if (!isObject(input)) {
    context.problems.add('', 'not-an-object', `Expected a measure {measure, event, property?, within?}, got ${shown(input)}.`);
    return;
  }
  context.problems.onlyKeys(input, '', ['measure', 'event', 'property', 'within']);
  context.matcher(own(input, 'event'), 'event', 1, ['name', 'where']);
  if (own(input, 'measure') === undefined) context.problems.add('measure', 'unknown-measure', `The measure is missing. Use ${measureNames.join(', ')}.`);
  else checkMeasured(context, input, '');
}

const mostSteps = 8;

function checkFunnel(context: ClauseContext, clause: Shape, path: string, depth: number): void {
  const { problems } = context;
  problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  checkYesNo(context, clause, path, 'Going through steps');
  const params = paramsOf(context, clause, path, ['steps', 'within', 'by']);
  if (params === undefined) return;
  if (own(params, 'within') !== undefined) problems.addIf(join(path, 'params.within'), windowProblem(params.within));
  if (own(params, 'by') !== undefined) problems.addIf(join(path, 'params.by'), pathProblem(params.by, 'none'));
  const steps = own(params, 'steps');
  if (!Array.isArray(steps) || steps.length < 2 || steps.length > mostSteps) {
    problems.add(join(path, 'params.steps'), 'wrong-steps', `A funnel has 2 to ${mostSteps} steps, got ${Array.isArray(steps) ? steps.length : shown(steps)}.`);
    return;
  }
  for (const [at, step] of steps.entries()) checkStep(context, step, join(path, 'params.steps', at), at, depth);
}

function checkStep(context: ClauseContext, step: unknown, path: string, at: number, depth: number): void {
  const { problems } = context;
  if (at > 0) context.countClause();
  context.matcher(step, path, depth + 1, ['name', 'where', 'within', 'absent']);
  if (!isObject(step)) return;
  const [within, absent] = [own(step, 'within'), own(step, 'absent')];
  if (within !== undefined) problems.addIf(join(path, 'within'), durationProblem(within));
  if (absent !== undefined && absent !== true) problems.add(join(path, 'absent'), 'wrong-value-type', `“absent” is true or left out, not ${shown(absent)}.`);
  if (at === 0 && (within !== undefined || absent !== undefined))
    problems.add(path, 'wrong-steps', 'The first step is something they did, after nothing. Leave out within and absent; give the funnel a window.');
  if (at > 0 && absent === true && within === undefined)
    problems.add(join(path, 'within'), 'missing-window', 'That something did not happen is sure only after some time. Say within how long.');
}

function checkSegment(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['key', 'for']);
  if (params) checkSegmentKey(context, own(params, 'key'), join(path, 'params.key'));
  checkYesNo(context, clause, path, 'Being in a segment');
  if (params) checkLasting(context, params, path);
  if (params && own(params, 'for') !== undefined && clause.value === false)
    context.problems.add(
      join(path, 'params.for'),
      'unexpected-value',
      'Since when somebody is outside a segment is not kept. Ask with the value true, inside a “not” if need be.',
    );
}

function checkSegmentKey(context: ClauseContext, key: unknown, path: string): void {
  if (typeof key !== 'string' || key === '') context.problems.add(path, 'missing-segment', `A segment's key is missing: got ${shown(key)}. Name one.`);
  else if (context.options.segments && !context.options.segments.has(key))
    context.problems.add(path, 'unknown-segment', `There is no segment ${shown(key)}. Choose one that exists, or make it first.`);
}

function checkTag(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['key', 'for']);
  if (params) checkKnown(context, own(params, 'key'), join(path, 'params.key'), { noun: 'tag', known: context.options.tags });
  if (params) checkLasting(context, params, path);
  checkYesNo(context, clause, path, 'Having a tag');
}

/** A name, and one that exists, where it is known which do: a misspelt one would be false of everybody for ever, and nobody would see why. */
function checkKnown(
  context: ClauseContext,
  name: unknown,
  path: string,
  { noun, known }: { noun: 'tag' | 'topic'; known: ReadonlySet<string> | undefined },
): void {
  const fault = nameProblem(name, noun);
  if (fault) context.problems.addIf(path, fault);
  else if (known && !known.has(name as string))
    context.problems.add(path, `no-such-${noun}`, `There is no ${noun} ${shown(name)}. Choose one that exists, or make it first.`);
}

function checkLasting(context: ClauseContext, params: Shape, path: string): void {
  if (own(params, 'for') !== undefined) context.problems.addIf(join(path, 'params.for'), durationProblem(params.for));
}

function checkConsent(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['channel', 'topic']);
  if (params) {
    context.problems.addIf(join(path, 'params.channel'), nameProblem(own(params, 'channel'), 'channel'));
    if (own(params, 'topic') !== undefined) checkKnown(context, params.topic, join(path, 'params.topic'), { noun: 'topic', known: context.options.topics });
  }
  checkYesNo(context, clause, path, 'Consent');
}

function checkAccount(context: ClauseContext, clause: Shape, path: string, depth: number): void {
  const { problems } = context;
  problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  checkYesNo(context, clause, path, 'That accounts are such');
  const params = paramsOf(context, clause, path, ['match', 'where']);
  if (params === undefined) return;
  if (!['any', 'all', 'none'].includes(own(params, 'match') as string))
    problems.add(join(path, 'params.match'), 'unknown-match', `Accounts are asked by any, all or none, not by ${shown(own(params, 'match'))}.`);
  const where = own(params, 'where');
  if (where !== undefined)
    context.tree(where, join(path, 'params.where'), depth + 1, 'a condition on accounts', (part, at) => checkAboutAccount(context, part, at));
}

function checkAboutAccount(context: ClauseContext, clause: Shape, path: string): void {
  const { problems } = context;
  context.countClause();
  if (clause.fact === 'trait') {
    problems.onlyKeys(clause, path, ['fact', 'params', 'path', 'operator', 'value']);
    const params = paramsOf(context, clause, path, ['name']);
    if (params) problems.addIf(join(path, 'params.name'), nameProblem(own(params, 'name'), 'trait'));
    checkPath(context, clause, path);
    context.comparison(clause, path);
  } else if (clause.fact === 'people') {
    problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
    const params = paramsOf(context, clause, path, ['segment', 'share']);
    if (params) checkSegmentKey(context, own(params, 'segment'), join(path, 'params.segment'));
    if (params && !['all', 'some', 'none'].includes(own(params, 'share') as string))
      problems.add(join(path, 'params.share'), 'unknown-share', `People are asked by all, some or none, not by ${shown(own(params, 'share'))}.`);
    checkYesNo(context, clause, path, "That an account's people are in a segment");
  } else {
    problems.add(join(path, 'fact'), 'unknown-fact', `There is no fact ${shown(clause.fact)} about an account. Use trait or people.${newer}`);
  }
}

function checkNow(context: ClauseContext, clause: Shape, path: string): void {
  const { problems } = context;
  problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['part']);
  const part = params && own(params, 'part');
  if (params && !(nowParts as readonly unknown[]).includes(part)) {
    problems.add(join(path, 'params.part'), 'unknown-part', `There is no part ${shown(part)} of the time. Use ${nowParts.join(', ')}.${newer}`);
    return;
  }
  if (!context.comparison(clause, path)) return;
  if (part !== 'instant' && part !== 'date') {
    checkNumber(context, clause, path, numberOperators, `“${String(part)}”`);
    return;
  }
  const allowed = part === 'instant' ? ['before', 'after'] : ['before', 'after', 'equal', 'notEqual', 'in', 'notIn'];
  if (!allowed.includes(String(clause.operator)))
    problems.add(join(path, 'operator'), 'operator-for-time', `“${String(clause.operator)}” cannot compare “${part}”. Use ${allowed.join(', ')}.`);
}

function checkRandom(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'params', 'operator', 'value']);
  const params = paramsOf(context, clause, path, ['salt']);
  if (params) context.problems.addIf(join(path, 'params.salt'), nameProblem(own(params, 'salt'), 'salt'));
  if (context.comparison(clause, path)) checkNumber(context, clause, path, numberOperators, 'the random number');
}

function checkTrigger(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'path', 'operator', 'value']);
  if (!context.options.allowTrigger)
    context.problems.add(path, 'trigger-not-allowed', 'There is no triggering event here. Ask for a trait, an event or a segment instead.');
  context.problems.addIf(join(path, 'path'), triggerPathProblem(own(clause, 'path')));
  context.comparison(clause, path);
}

function checkContext(context: ClauseContext, clause: Shape, path: string): void {
  context.problems.onlyKeys(clause, path, ['fact', 'path', 'operator', 'value']);
  if (!context.options.allowTrigger) context.problems.add(path, 'trigger-not-allowed', 'There is no run here whose data could be asked for.');
  context.problems.addIf(join(path, 'path'), pathProblem(own(clause, 'path'), 'none'));
  context.comparison(clause, path);
}

/** `equal` true or false. */
function checkYesNo(context: ClauseContext, clause: Shape, path: string, what: string): void {
  if (clause.operator !== 'equal')
    context.problems.add(join(path, 'operator'), 'unknown-operator', `${what} is asked by “equal”, not by ${shown(clause.operator)}.`);
  if (typeof clause.value !== 'boolean') context.problems.add(join(path, 'value'), 'wrong-value-type', `${what} is true or false, not ${shown(clause.value)}.`);
}

function paramsOf(context: ClauseContext, clause: Shape, path: string, keys: readonly string[]): Shape | undefined {
  const params = own(clause, 'params');
  if (!isObject(params)) {
    missingParams(context, clause, path, keys);
    return undefined;
  }
  context.problems.onlyKeys(params, join(path, 'params'), keys);
  return params;
}

function missingParams(context: ClauseContext, clause: Shape, path: string, keys: readonly string[]): void {
  const got = shown(own(clause, 'params'));
  context.problems.add(join(path, 'params'), 'missing-params', `A clause on ${String(clause.fact)} needs params {${keys.join(', ')}}, got ${got}.`);
}
