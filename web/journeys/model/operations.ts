import type { JourneyDefinition, RandomSplitStep, Step, StepType } from '@cairn/workflows/contracts/journey.js';

import { blockOf } from './block.js';
import { freeId, freeStepId, newRandomBranch, newSplitBranch, newStep, newWaitBranch } from './new-step.js';
import { connect, outletsOf, type Port, reachableFrom, retarget, stepById, targetOf, triggerId, withNext } from './ports.js';
import { withOneMore, withoutOne } from './shares.js';

/**
 * What an author can do to a journey, as pure functions: the canvas, the outline, the keyboard and the tests all use these.
 * Steps that an operation leaves alone stay the same objects.
 */

export function stepIds(definition: JourneyDefinition): Set<string> {
  return new Set(definition.steps.map((step) => step.id));
}

/** Puts a new step on an edge or a loose end; all its ways out lead on to where the edge led. */
export function insertStep(definition: JourneyDefinition, port: Port, type: StepType): { definition: JourneyDefinition; id: string } {
  const id = freeStepId(type, stepIds(definition));
  return { definition: placeAt(definition, port, newStep(type, id, targetOf(definition, port))), id };
}

/** In the list of steps it stands right after the one it follows, so files read in the order of the flow. */
function placeAt(definition: JourneyDefinition, port: Port, ...steps: Step[]): JourneyDefinition {
  const index = port.from === triggerId ? 0 : definition.steps.findIndex((step) => step.id === port.from) + 1;
  const placed = { ...definition, steps: [...definition.steps.slice(0, index), ...steps, ...definition.steps.slice(index)] };
  return connect(placed, port, steps[0]?.id ?? null);
}

export function replaceStep(definition: JourneyDefinition, step: Step): JourneyDefinition {
  return { ...definition, steps: definition.steps.map((each) => (each.id === step.id ? step : each)) };
}

/**
 * Takes a step out and bridges the gap. With several ways out, `keep` says which branch stays; what only the other branches led to goes too.
 */
export function deleteStep(definition: JourneyDefinition, id: string, keep?: string): JourneyDefinition {
  const step = stepById(definition, id);
  if (!step) return definition;
  const ways = outletsOf(step);
  const kept = (ways.find((each) => each.outlet === keep) ?? ways[0])?.next ?? null;
  const before = reachableFrom(definition, [definition.start]);
  const bridged = bridge(definition, id, kept === id ? null : kept);
  return prune({ ...bridged, steps: bridged.steps.filter((each) => each.id !== id) }, before);
}

/** Without what was reached before and is not any more; steps that stood apart stay, with what they lead to. */
function prune(definition: JourneyDefinition, reachedBefore: ReadonlySet<string>): JourneyDefinition {
  const apart = definition.steps.map((step) => step.id).filter((id) => !reachedBefore.has(id));
  const kept = reachableFrom(definition, [definition.start, ...apart]);
  return { ...definition, steps: definition.steps.filter((step) => kept.has(step.id)) };
}

/** Which steps go when this branch stays; shown before the choice is made. */
export function lostBy(definition: JourneyDefinition, id: string, keep: string): string[] {
  const left = stepIds(deleteStep(definition, id, keep));
  return definition.steps.map((step) => step.id).filter((each) => each !== id && !left.has(each));
}

function bridge(definition: JourneyDefinition, id: string, to: string | null): JourneyDefinition {
  return {
    ...definition,
    start: definition.start === id ? to : definition.start,
    steps: definition.steps.map((step) => (step.id === id ? step : retarget(step, id, to))),
  };
}

/** Moves a step, with its branches up to where they join, onto another edge. */
export function moveStep(definition: JourneyDefinition, id: string, port: Port): JourneyDefinition {
  const block = blockOf(definition, id);
  if (block.ids.size === 0 || block.ids.has(port.from)) return definition;
  const inside = (step: Step): boolean => block.ids.has(step.id);
  const bridged: JourneyDefinition = {
    ...definition,
    start: definition.start === id ? block.join : definition.start,
    steps: definition.steps.map((step) => (inside(step) ? step : retarget(step, id, block.join))),
  };
  const onward = targetOf(bridged, port);
  const moved = bridged.steps.filter(inside).map((step) => (block.join === null ? attachLooseEnds(step, onward) : retarget(step, block.join, onward)));
  const head = moved.findIndex((step) => step.id === id);
  const ordered = [...moved.slice(head, head + 1), ...moved.slice(0, head), ...moved.slice(head + 1)];
  return placeAt({ ...bridged, steps: bridged.steps.filter((step) => !inside(step)) }, port, ...ordered);
}

function attachLooseEnds(step: Step, next: string | null): Step {
  return outletsOf(step).reduce((changed, each) => (each.next === null ? withNext(changed, each.outlet, next) : changed), step);
}

/** A copy right after the step; its ways out lead on to where the first of the original led. */
export function duplicateStep(definition: JourneyDefinition, id: string): { definition: JourneyDefinition; id: string } | undefined {
  const step = stepById(definition, id);
  const first = step && outletsOf(step)[0];
  if (!step || !first) return undefined;
  const copyId = freeStepId(step.type, stepIds(definition));
  const copy = outletsOf(step).reduce((changed, each) => withNext(changed, each.outlet, first.next), { ...step, id: copyId } as Step);
  return { definition: placeAt(definition, { from: id, outlet: first.outlet }, copy), id: copyId };
}

/** Steps to copy, in authored order. */
export function pickSteps(definition: JourneyDefinition, ids: ReadonlySet<string>): Step[] {
  return definition.steps.filter((step) => ids.has(step.id));
}

/** Pasted steps get new ids where theirs are taken; ways that led out of the copied part lead on to where the port led. */
export function pasteSteps(definition: JourneyDefinition, port: Port, steps: readonly Step[]): { definition: JourneyDefinition; ids: string[] } {
  if (steps.length === 0) return { definition, ids: [] };
  const taken = stepIds(definition);
  const newIds = new Map<string, string>();
  for (const step of steps) {
    const id = taken.has(step.id) ? freeStepId(step.type, taken) : step.id;
    taken.add(id);
    newIds.set(step.id, id);
  }
  const onward = targetOf(definition, port);
  const pasted = steps.map((step) =>
    outletsOf(step).reduce((copy, each) => withNext(copy, each.outlet, (each.next !== null && newIds.get(each.next)) || onward), {
      ...step,
      id: newIds.get(step.id) as string,
    } as Step),
  );
  return { definition: placeAt(definition, port, ...pasted), ids: pasted.map((step) => step.id) };
}

/** One more branch before "everyone else" (or the time-out); it leads where that leads. A share of chance leads where the others come together again. */
export function addBranch(definition: JourneyDefinition, id: string): JourneyDefinition {
  const step = stepById(definition, id);
  if (!step || !('branches' in step)) return definition;
  const branchId = freeId('branch', new Set(step.branches.map((branch) => branch.id)));
  if (step.type === 'split') return replaceStep(definition, { ...step, branches: [...step.branches, newSplitBranch(branchId, step.otherwise.next)] });
  if (step.type === 'waitUntil') return replaceStep(definition, { ...step, branches: [...step.branches, newWaitBranch(branchId, step.timeout.next)] });
  const branches = [...step.branches, newRandomBranch(branchId, 0, blockOf(definition, id).join)];
  return replaceStep(definition, withShares({ ...step, branches }, withOneMore(step.branches.map(({ percent }) => percent))));
}

export function withShares(step: RandomSplitStep, shares: readonly number[]): RandomSplitStep {
  return { ...step, branches: step.branches.map((branch, index) => ({ ...branch, percent: shares[index] ?? branch.percent })) };
}

/** The branch goes, and with it what only it led to; its share goes to the others. */
export function removeBranch(definition: JourneyDefinition, id: string, branchId: string): JourneyDefinition {
  const step = stepById(definition, id);
  if (!step || !('branches' in step)) return definition;
  const before = reachableFrom(definition, [definition.start]);
  const left = { ...step, branches: (step.branches as { id: string }[]).filter((branch) => branch.id !== branchId) } as Step;
  const changed = replaceStep(definition, left.type === 'randomSplit' ? withShares(left, sharesWithout(step as RandomSplitStep, branchId)) : left);
  return prune(changed, before);
}

function sharesWithout({ branches }: RandomSplitStep, branchId: string): number[] {
  const shares = branches.map(({ percent }) => percent);
  const index = branches.findIndex(({ id }) => id === branchId);
  return index < 0 || branches.length < 2 ? shares : withoutOne(shares, index);
}

/** `by` −1: asked earlier. The order of a split's branches is its meaning. */
export function moveBranch(definition: JourneyDefinition, id: string, branchId: string, by: -1 | 1): JourneyDefinition {
  const step = stepById(definition, id);
  if (!step || !('branches' in step)) return definition;
  const branches = [...(step.branches as { id: string }[])];
  const index = branches.findIndex((branch) => branch.id === branchId);
  const other = branches[index + by];
  const self = branches[index];
  if (!self || !other) return definition;
  branches[index] = other;
  branches[index + by] = self;
  return replaceStep(definition, { ...step, branches } as Step);
}
