import type { NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import { validateCondition, validateMatcher } from '@cairn/rules/engine/validate.js';

import type { ExitRule, JourneyDefinition, Step, WaitBranch } from './journey.js';
import { journeyDefinitionSchema } from './journey.schema.js';
import { cyclesWithoutWait, edgesOf, reachableSteps } from './journey-graph.js';

/** Errors refuse publishing; warnings are only shown. `stepId`: where the canvas marks it. */
export interface JourneyProblem extends Problem {
  stepId?: string;
  severity: 'error' | 'warning';
}

/** What else exists in the workspace; absent: not checked. */
export interface KnownNames {
  templates?: ReadonlySet<string>;
  segments?: ReadonlySet<string>;
  tags?: ReadonlySet<string>;
  /** Of the tags those that a step may turn: they follow no rule. */
  freeTags?: ReadonlySet<string>;
  topics?: ReadonlySet<string>;
  /** Shared conditions. */
  conditions?: NamedConditions;
}

/**
 * Everything that is wrong with a definition, each with its place; none with severity `error`: it may be published.
 * Free of I/O, so that the canvas asks as people type.
 */
export function validateJourney(definition: unknown, known: KnownNames = {}): JourneyProblem[] {
  const shape = shapeProblems(definition);
  if (shape.length > 0) return shape;
  const journey = definition as JourneyDefinition;
  return [
    ...duplicateIds(journey),
    ...triggerProblems(journey, known),
    ...journey.exits.flatMap((exit, index) => exitProblems(exit, index, known)),
    ...stepProblems(journey, known),
    ...graphProblems(journey),
  ];
}

/** Does it have a definition's shape at all? What a draft must fulfil to be stored. */
export function shapeProblems(definition: unknown): JourneyProblem[] {
  const parsed = journeyDefinitionSchema.safeParse(definition);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue): JourneyProblem => {
    const path = issue.path.map(String).join('.');
    const stepId = stepIdAt(definition, issue.path);
    const unknownType = issue.code === 'invalid_union' && issue.path[0] === 'steps' && issue.path.at(-1) === 'type';
    const problem = unknownType
      ? {
          code: 'unknown-step-type',
          message: `There is no step type ${quoted(valueAt(definition, issue.path))}. Use delay, waitUntil, split, message, tag or exit.`,
        }
      : { code: 'invalid-shape', message: `${path === '' ? 'The definition' : path} is not valid: ${issue.message}.` };
    return { path, ...problem, severity: 'error', ...(stepId !== undefined && { stepId }) };
  });
}

function error(path: string, code: string, message: string, stepId?: string): JourneyProblem {
  return { path, code, message, severity: 'error', ...(stepId !== undefined && { stepId }) };
}

function within(prefix: string, problems: Problem[], stepId?: string): JourneyProblem[] {
  return problems.map(({ path, code, message }) => error(path === '' ? prefix : `${prefix}.${path}`, code, message, stepId));
}

function duplicateIds(journey: JourneyDefinition): JourneyProblem[] {
  const branches = journey.steps.flatMap((step, index) =>
    'branches' in step
      ? repeated(step.branches).map((at) => ({ at, path: `steps.${index}.branches.${at}.id`, id: step.branches[at]?.id, stepId: step.id }))
      : [],
  );
  return [
    ...repeated(journey.steps).map((at) =>
      error(`steps.${at}.id`, 'duplicate-id', `Another step is called ${quoted(journey.steps[at]?.id)} too. Give this one its own id.`, journey.steps[at]?.id),
    ),
    ...repeated(journey.exits).map((at) =>
      error(`exits.${at}.id`, 'duplicate-id', `Another exit rule is called ${quoted(journey.exits[at]?.id)} too. Give this one its own id.`),
    ),
    ...branches.map(({ path, id, stepId }) =>
      error(path, 'duplicate-id', `Another branch of step ${stepId} is called ${quoted(id)} too. Give this one its own id.`, stepId),
    ),
  ];
}

/** The places of items whose id an earlier item has. */
function repeated(items: readonly { id: string }[]): number[] {
  return items.flatMap(({ id }, index) => (items.findIndex((other) => other.id === id) < index ? [index] : []));
}

function triggerProblems({ trigger, reentry }: JourneyDefinition, known: KnownNames): JourneyProblem[] {
  const problems: JourneyProblem[] = [];
  if (trigger.type === 'event') problems.push(...within('trigger.event', validateMatcher(trigger.event)));
  if (trigger.type === 'segment') {
    if (trigger.segment === '') problems.push(error('trigger.segment', 'missing-segment', 'The trigger names no segment. Choose one.'));
    else if (known.segments && !known.segments.has(trigger.segment)) problems.push(unknownSegment('trigger.segment', trigger.segment));
    if (reentry.type === 'keyed')
      problems.push(
        error(
          'reentry',
          'keyed-by-segment',
          'A change of a segment carries no property to key by. Let people come again never or after they left, or start by an event.',
        ),
      );
  }
  if (trigger.condition) problems.push(...within('trigger.condition', validateCondition(trigger.condition, { ...known, allowTrigger: true })));
  if (reentry.type === 'keyed' && reentry.property.trim() === '')
    problems.push(error('reentry.property', 'missing-property', 'Re-entry by key names no property of the trigger event. Name one, such as cart_id.'));
  return problems;
}

function unknownSegment(path: string, key: string): JourneyProblem {
  return error(path, 'unknown-segment', `There is no segment ${quoted(key)}. Choose one that exists, or make it first.`);
}

function exitProblems(exit: ExitRule, index: number, known: KnownNames): JourneyProblem[] {
  return eitherProblems(exit, `exits.${index}`, `Exit rule ${exit.id}`, known);
}

/** An event or a condition: exactly one. */
function eitherProblems(of: ExitRule | WaitBranch, path: string, what: string, known: KnownNames, stepId?: string): JourneyProblem[] {
  if ((of.event === undefined) === (of.condition === undefined)) {
    return [error(path, 'event-or-condition', `${what} needs an event or a condition: exactly one of the two.`, stepId)];
  }
  if (of.event) return within(`${path}.event`, validateMatcher(of.event), stepId);
  return within(`${path}.condition`, validateCondition(of.condition, { ...known, allowTrigger: true }), stepId);
}

function stepProblems(journey: JourneyDefinition, known: KnownNames): JourneyProblem[] {
  return journey.steps.flatMap((step, index) => [...contentProblems(step, `steps.${index}`, known), ...edgeProblems(journey, step, index)]);
}

function contentProblems(step: Step, path: string, known: KnownNames): JourneyProblem[] {
  switch (step.type) {
    case 'message':
      return templateProblems(step.id, step.template, path, known);
    case 'tag':
      return tagProblems(step.id, step.tag, path, known);
    case 'split':
      if (step.branches.length === 0)
        return [error(`${path}.branches`, 'empty-branches', `Step ${step.id} splits into nothing. Add a branch, or delete it.`, step.id)];
      return step.branches.flatMap((branch, at) =>
        within(`${path}.branches.${at}.condition`, validateCondition(branch.condition, { ...known, allowTrigger: true }), step.id),
      );
    case 'waitUntil':
      if (step.branches.length === 0)
        return [error(`${path}.branches`, 'empty-branches', `Step ${step.id} waits for nothing. Add a branch, or use a delay.`, step.id)];
      return step.branches.flatMap((branch, at) => eitherProblems(branch, `${path}.branches.${at}`, `Branch ${branch.id} of step ${step.id}`, known, step.id));
    default:
      return [];
  }
}

function templateProblems(stepId: string, template: string, path: string, { templates }: KnownNames): JourneyProblem[] {
  if (template === '') return [error(`${path}.template`, 'missing-template', `Step ${stepId} has no message yet. Choose a template.`, stepId)];
  if (!templates || templates.has(template)) return [];
  return [
    error(
      `${path}.template`,
      'unknown-template',
      `Step ${stepId} sends template ${quoted(template)}, which does not exist. Choose one that does, or make it first.`,
      stepId,
    ),
  ];
}

function tagProblems(stepId: string, tag: string, path: string, { tags, freeTags }: KnownNames): JourneyProblem[] {
  const at = `${path}.tag`;
  if (tag === '') return [error(at, 'missing-tag', `Step ${stepId} names no tag yet. Choose one.`, stepId)];
  if (tags && !tags.has(tag))
    return [error(at, 'unknown-tag', `Step ${stepId} turns tag ${quoted(tag)}, which does not exist. Choose one that does, or make it first.`, stepId)];
  if (freeTags && !freeTags.has(tag))
    return [error(at, 'tag-follows-rule', `Step ${stepId} turns tag ${quoted(tag)}, which follows a rule. Choose another one.`, stepId)];
  return [];
}

function edgeProblems(journey: JourneyDefinition, step: Step, index: number): JourneyProblem[] {
  return edgesOf(step).flatMap(({ path, to, branch }) => {
    const at = `steps.${index}.${path}`;
    if (to === null)
      return [
        error(
          at,
          'dead-end',
          `Step ${step.id} has no outgoing path${branch === 'next' ? '' : ` for ${quoted(branch)}`}. Connect it, or end there with an exit.`,
          step.id,
        ),
      ];
    if (journey.steps.some(({ id }) => id === to)) return [];
    return [error(at, 'unknown-target', `Step ${step.id} leads to ${quoted(to)}, which does not exist. Connect it to a step that does.`, step.id)];
  });
}

function graphProblems(journey: JourneyDefinition): JourneyProblem[] {
  const { start, steps } = journey;
  if (start === null || steps.length === 0) return [error('start', 'missing-start', 'The journey has no first step. Add one.')];
  if (!steps.some(({ id }) => id === start))
    return [error('start', 'unknown-target', `The journey starts at ${quoted(start)}, which does not exist. Start at a step that does.`)];
  const reached = reachableSteps(journey);
  const unreachable = steps.flatMap((step, index): JourneyProblem[] =>
    reached.has(step.id)
      ? []
      : [
          {
            path: `steps.${index}`,
            code: 'unreachable-step',
            message: `Nothing leads to step ${step.id}. Connect it or delete it.`,
            stepId: step.id,
            severity: 'warning',
          },
        ],
  );
  const cycles = cyclesWithoutWait(journey).map((cycle) => {
    const first = steps.findIndex(({ id }) => id === cycle[0]);
    return error(
      `steps.${first}`,
      'cycle-without-wait',
      `Steps ${[...cycle, cycle[0]].join(' → ')} go round without a wait. Put a delay or a wait between them.`,
      cycle[0],
    );
  });
  return [...unreachable, ...cycles];
}

function stepIdAt(definition: unknown, path: readonly PropertyKey[]): string | undefined {
  if (path[0] !== 'steps' || path.length < 2) return undefined;
  const id = valueAt(definition, [...path.slice(0, 2), 'id']);
  return typeof id === 'string' ? id : undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (of, part) => (typeof of === 'object' && of !== null && Object.hasOwn(of, part) ? (of as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}

function quoted(value: unknown): string {
  // An object may have a toString of its own, and be nested beyond what JSON.stringify can hold.
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return `“${String(value).slice(0, 80)}”`;
}
