import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';

import type { Format } from '../../app/i18n/format.js';
import type { Counts, StepCounts } from '../api.js';
import type { JourneyGraph } from '../layout/layout-graph.js';
import { elapsedTimes, roundedDuration } from '../model/elapsed.js';
import type { Names } from '../model/names.js';
import { outcomePhrase, troubles } from '../model/outcome.js';
import { phrase } from '../model/phrase.js';
import { outletsOf, stepById, triggerId } from '../model/ports.js';
import { portPhrase, summary, title } from '../model/summary.js';
import { triggerSummary } from '../model/trigger-summary.js';
import type { JourneyProblem } from '../page/problems.js';
import type { Say } from '../usePhrase.js';
import { chipText } from './chips.js';
import type { NodeType } from './families.js';
import type { Followed } from './follow.js';

/** Everything a node shows, as plain values: equal data draws nothing again. */
export interface NodeView extends Record<string, unknown> {
  id: string;
  type: NodeType;
  /** The accessible name: "Step 4, split, 3 branches, 2 problems". */
  label: string;
  title: string;
  summary: string;
  /** "1 hour after entry", messages only. */
  elapsed: string | null;
  errors: number;
  problemWords: string | null;
  /** Open ones. */
  comments: number;
  commentWords: string | null;
  warnings: number;
  counts: StepCounts | null;
  withCounts: boolean;
  /** Following a person: was here, is here, or neither. */
  follow: 'off' | 'passed' | 'trouble' | 'here' | 'untouched';
  followTime: string | null;
  unreachable: boolean;
}

export interface EdgeView extends Record<string, unknown> {
  port: { from: string; outlet: string };
  next: string | null;
  /** The chip, shortened; `full` when it was. */
  chip: string | null;
  full: string | null;
  loop: boolean;
  people: number | null;
  peopleWords: string | null;
  width: number;
  follow: 'off' | 'taken' | 'untouched';
}

export interface ViewInput {
  definition: JourneyDefinition;
  names: Names;
  problems: readonly JourneyProblem[];
  counts: Counts | null;
  /** Room for the counts is kept before they are there, so that nothing jumps. */
  withCounts: boolean;
  followed: Followed | null;
  /** Open ones, by step. */
  comments: { readonly [stepId: string]: number };
  say: Say;
  format: Format;
}

/** The chips of all ways; also what the layout keeps room for. */
export function chipTexts(
  definition: JourneyDefinition,
  graph: { edges: { port: { from: string; outlet: string }; id: string; loop?: boolean; next: string | null }[] },
  names: Names,
  say: Say,
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const edge of graph.edges) {
    const words = portPhrase(definition, edge.port, names);
    const target = edge.next === null ? undefined : stepById(definition, edge.next);
    if (words) texts.set(edge.id, say(words));
    else if (edge.loop && target) texts.set(edge.id, say(phrase('branch.back', { title: title(target) })));
  }
  return texts;
}

export function nodeViews(input: ViewInput, graph: JourneyGraph): NodeView[] {
  const elapsed = elapsedTimes(input.definition);
  const problems = problemsByNode(input.problems);
  const steps = new Map(input.definition.steps.map((step) => [step.id, step]));
  // The graph may be a moment older than the definition, while a large one is laid out.
  const order = graph.order.filter((id) => id === triggerId || steps.has(id));
  return order.map((id, index) => {
    const step = steps.get(id);
    const own = problems.get(id) ?? [];
    const counts = step && input.counts ? (input.counts.steps[id] ?? { waiting: 0, passed: 0, failed: 0 }) : null;
    const [errors, comments] = [own.filter((problem) => problem.severity === 'error').length, input.comments[id] ?? 0];
    const warnings = own.length - errors;
    return {
      id,
      type: step?.type ?? 'trigger',
      label: nodeLabel(input, step, index, own.length),
      title: input.say(step ? title(step) : phrase('type.trigger')),
      summary: input.say(step ? summary(step, input.names) : triggerSummary(input.definition.trigger, input.names)),
      elapsed: step?.type === 'message' ? elapsedWords(input, elapsed.get(id)) : null,
      errors,
      warnings,
      problemWords:
        own.length === 0 ? null : input.say(errors > 0 ? phrase('problems.errors', { count: errors }) : phrase('problems.warnings', { count: warnings })),
      comments,
      commentWords: comments === 0 ? null : input.say(phrase('node.comments', { count: comments })),
      counts,
      withCounts: input.withCounts && step !== undefined,
      ...followView(input, id),
      unreachable: graph.unreachable.has(id),
    };
  });
}

function problemsByNode(problems: readonly JourneyProblem[]): Map<string, JourneyProblem[]> {
  const byNode = new Map<string, JourneyProblem[]>();
  for (const problem of problems) {
    const id = problem.stepId ?? triggerId;
    byNode.set(id, [...(byNode.get(id) ?? []), problem]);
  }
  return byNode;
}

function elapsedWords({ say }: ViewInput, ms: number | undefined): string | null {
  return ms === undefined || ms === 0 ? null : say(phrase('node.elapsed', { duration: roundedDuration(ms) }));
}

function nodeLabel({ say, definition, names, comments }: ViewInput, step: Step | undefined, index: number, problems: number): string {
  const count = comments[step?.id ?? triggerId] ?? 0;
  const badges = [
    ...(problems === 0 ? [] : [say(phrase('node.problems', { count: problems }))]),
    ...(count === 0 ? [] : [say(phrase('node.comments', { count }))]),
  ];
  if (!step) return [say(phrase('node.trigger', { summary: triggerSummary(definition.trigger, names) })), ...badges].join(', ');
  const ways = outletsOf(step).length;
  return [
    say(phrase('node.step', { number: index, type: phrase(`type.${step.type}`) })),
    say(phrase('literal', { text: say(summary(step, names)) })),
    ...(ways > 1 ? [say(phrase('node.branches', { count: ways }))] : []),
    ...badges,
  ].join(', ');
}

function followView({ followed, format, say }: ViewInput, id: string): Pick<NodeView, 'follow' | 'followTime'> {
  if (!followed) return { follow: 'off', followTime: null };
  if (id === triggerId) return { follow: 'passed', followTime: null };
  const visited = followed.steps.get(id);
  if (!visited) return { follow: 'untouched', followTime: null };
  if (visited.outcome !== undefined && troubles.has(visited.outcome))
    return { follow: 'trouble', followTime: say(outcomePhrase(visited.outcome, visited.reason)) };
  return { follow: followed.here === id ? 'here' : 'passed', followTime: format.moment(visited.arrivedAt) };
}

export function edgeView(input: ViewInput, edge: JourneyGraph['edges'][number], text: string | undefined): EdgeView {
  const people = input.counts ? edgePeople(input.counts, edge.id) : null;
  const share = input.counts && people && input.counts.entered > 0 ? Math.min(1, people / input.counts.entered) : 0;
  const chip = text === undefined ? null : chipText(text);
  return {
    port: edge.port,
    next: edge.next,
    chip,
    full: chip !== text && text !== undefined ? text : null,
    loop: edge.loop === true,
    people,
    peopleWords: people === null ? null : input.say(phrase('counts.took', { count: people, way: text ?? '' })),
    width: people === null ? 1.5 : 1.5 + 4.5 * share,
    follow: !input.followed ? 'off' : input.followed.edges.has(edge.id) ? 'taken' : 'untouched',
  };
}

/** Entries are counted on the trigger's way. */
function edgePeople(counts: Counts, port: string): number {
  return port === `${triggerId}/start` ? counts.entered : (counts.edges[port] ?? 0);
}
