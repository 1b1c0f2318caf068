import type { NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import { validateCondition, validateMatcher } from '@cairn/rules/engine/validate.js';
import { isZone } from '@cairn/rules/time/zone.js';

import type {
  DelayStep,
  EnterJourneyStep,
  ExitRule,
  JourneyDefinition,
  RandomSplitStep,
  ScheduleTrigger,
  Step,
  Trigger,
  UpdateProfileStep,
  WaitBranch,
} from './journey.js';
import { journeyDefinitionSchema, stepTypes } from './journey.schema.js';
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
  /** Those that are not archived. */
  journeys?: ReadonlySet<string>;
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
    ...journey.exits.flatMap((exit, index) => eitherProblems(exit, `exits.${index}`, `Exit rule ${exit.id}`, known)),
    ...(journey.goals ?? []).flatMap((goal, index) => eitherProblems(goal, `goals.${index}`, `Goal ${goal.id}`, known)),
    ...stepProblems(journey, known),
    ...graphProblems(journey),
  ];
}

/** Does it have a definition's shape at all? What a draft must fulfil to be stored. */
export function shapeProblems(definition: unknown): JourneyProblem[] {
  const parsed = journeyDefinitionSchema.safeParse(definition);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue): JourneyProblem => {
    // What is not known here is itself the place.
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const path = [...issue.path, ...unknown].map(String).join('.');
    const stepId = stepIdAt(definition, issue.path);
    const unknownType = issue.code === 'invalid_union' && issue.path[0] === 'steps' && issue.path.at(-1) === 'type';
    const problem = unknownType
      ? {
          code: 'unknown-step-type',
          message: `There is no step type ${quoted(valueAt(definition, issue.path))}. Use ${stepTypes.join(', ')}.`,
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
    ...repeated([...journey.exits, ...(journey.goals ?? [])]).map((at) => {
      const isGoal = at >= journey.exits.length;
      const place = isGoal ? at - journey.exits.length : at;
      const { id } = (isGoal ? journey.goals : journey.exits)?.[place] ?? {};
      return error(
        `${isGoal ? 'goals' : 'exits'}.${place}.id`,
        'duplicate-id',
        `Another exit rule or goal is called ${quoted(id)} too. Give this one its own id.`,
      );
    }),
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
  const problems = startProblems(trigger, known);
  if (reentry.type === 'keyed' && (trigger.type === 'segment' || trigger.type === 'date' || trigger.type === 'schedule'))
    problems.push(
      error(
        'reentry',
        'keyed-by-segment',
        'What starts this journey carries no property to key by. Let people come again never or after they left, or start by an event.',
      ),
    );
  if (trigger.condition) problems.push(...within('trigger.condition', validateCondition(trigger.condition, { ...known, allowTrigger: true })));
  if (reentry.type === 'keyed' && reentry.property.trim() === '')
    problems.push(error('reentry.property', 'missing-property', 'Re-entry by key names no property of the trigger event. Name one, such as cart_id.'));
  return problems;
}

function startProblems(trigger: Trigger, known: KnownNames): JourneyProblem[] {
  switch (trigger.type) {
    case 'event':
      return within('trigger.event', validateMatcher(trigger.event));
    case 'segment':
      return segmentProblems(trigger.segment, known);
    case 'date':
      return trigger.trait.trim() === '' ? [error('trigger.trait', 'missing-trait', 'The trigger names no trait that holds a date. Choose one.')] : [];
    case 'schedule':
      return [...segmentProblems(trigger.segment, known), ...scheduleProblems(trigger)];
    case 'api':
    case 'handOff':
      return [];
  }
}

function segmentProblems(segment: string, known: KnownNames): JourneyProblem[] {
  if (segment === '') return [error('trigger.segment', 'missing-segment', 'The trigger names no segment. Choose one.')];
  if (known.segments && !known.segments.has(segment)) return [unknownSegment('trigger.segment', segment)];
  return [];
}

function scheduleProblems({ when, zone }: ScheduleTrigger): JourneyProblem[] {
  const problems: JourneyProblem[] = [];
  if (zone !== 'person' && !isZone(zone))
    problems.push(error('trigger.zone', 'unknown-zone', `${quoted(zone)} is no timezone. Use an IANA name such as Europe/Berlin, or person.`));
  if (when.type === 'weekly' && when.weekdays.length === 0)
    problems.push(error('trigger.when.weekdays', 'missing-weekdays', 'The schedule names no weekday. Choose at least one.'));
  if (when.type === 'monthly' && when.days.length === 0)
    problems.push(error('trigger.when.days', 'missing-days', 'The schedule names no day of the month. Choose at least one.'));
  return problems;
}

function unknownSegment(path: string, key: string): JourneyProblem {
  return error(path, 'unknown-segment', `There is no segment ${quoted(key)}. Choose one that exists, or make it first.`);
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
    case 'delay':
      return delayProblems(step, path);
    case 'window':
      return step.weekdays.length > 0 ? [] : [error(`${path}.weekdays`, 'missing-weekdays', `Step ${step.id} names no weekday. Choose at least one.`, step.id)];
    case 'randomSplit':
      return shareProblems(step, path);
    case 'updateProfile':
      return updateProblems(step, path);
    case 'enterJourney':
      return handOffProblems(step, path, known);
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

function delayProblems({ id, duration, until }: DelayStep, path: string): JourneyProblem[] {
  if ((duration === undefined) === (until === undefined))
    return [error(path, 'duration-or-until', `Step ${id} needs a length of time or a time to wait for: exactly one of the two.`, id)];
  if (until?.type === 'weekday' && until.weekdays.length === 0)
    return [error(`${path}.until.weekdays`, 'missing-weekdays', `Step ${id} names no weekday. Choose at least one.`, id)];
  if (until?.type !== 'date') return [];
  const source = 'trait' in until.of ? until.of.trait : until.of.trigger;
  return source.trim() === '' ? [error(`${path}.until.of`, 'missing-date', `Step ${id} names no date to wait for. Choose a trait or a property.`, id)] : [];
}

function shareProblems({ id, branches }: RandomSplitStep, path: string): JourneyProblem[] {
  if (branches.length === 0) return [error(`${path}.branches`, 'empty-branches', `Step ${id} splits into nothing. Add a branch, or delete it.`, id)];
  // In tenths, which are exact.
  const sum = branches.reduce((all, { percent }) => all + Math.round(percent * 10), 0) / 10;
  return sum === 100 ? [] : [error(`${path}.branches`, 'shares-not-100', `The shares of step ${id} add up to ${sum} %. They must add up to 100 %.`, id)];
}

function updateProblems({ id, traits }: UpdateProfileStep, path: string): JourneyProblem[] {
  if (traits.length === 0) return [error(`${path}.traits`, 'missing-trait', `Step ${id} sets no trait yet. Name one.`, id)];
  return traits.flatMap(({ name, value }, index): JourneyProblem[] => {
    const at = `${path}.traits.${index}`;
    if (name.trim() === '') return [error(`${at}.name`, 'missing-trait', `Step ${id} sets a trait without a name. Name it.`, id)];
    if (traits.findIndex((other) => other.name === name) < index)
      return [error(`${at}.name`, 'duplicate-trait', `Step ${id} sets trait ${quoted(name)} twice. Keep one of them.`, id)];
    if (typeof value === 'object' && value !== null && value.trigger.trim() === '')
      return [error(`${at}.value`, 'missing-property', `Step ${id} takes trait ${quoted(name)} from no property. Name one.`, id)];
    return [];
  });
}

function handOffProblems({ id, journey }: EnterJourneyStep, path: string, { journeys }: KnownNames): JourneyProblem[] {
  const at = `${path}.journey`;
  if (journey === '') return [error(at, 'missing-journey', `Step ${id} names no journey yet. Choose one.`, id)];
  if (!journeys || journeys.has(journey)) return [];
  return [
    error(at, 'unknown-journey', `Step ${id} brings people into journey ${quoted(journey)}, which does not exist. Choose one that does, or make it first.`, id),
  ];
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
