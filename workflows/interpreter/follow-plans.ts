import { bucketOf } from '@cairn/rules/clauses/random-bucket.js';
import type { Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney, Decision } from '../contracts/interpreter.js';
import type { Step } from '../contracts/journey.js';
import { edgesOf } from '../contracts/journey-graph.js';
import type { PublishPlan, RemovedStepAnswer } from '../contracts/publish-plan.js';
import type { PathEntry, RunState } from '../contracts/run.js';
import { handlerOf } from '../steps/handlers.js';
import { observe } from './observe.js';
import { withTrigger } from './run-facts.js';
import { endedRun, leftEntry, moved } from './transition.js';
import { stepDecision, type Walked, walk } from './walk.js';

export interface Planned {
  run: RunState;
  path: PathEntry[];
  decisions: Decision[];
}

interface Asked {
  run: RunState;
  /** In order of their numbers. */
  plans: readonly PublishPlan[];
  /** A version by its hash; throws for one that is not at hand. */
  version(hash: string): CompiledJourney;
  facts(now: number): Facts;
  /** ms UTC. */
  now: number;
}

/**
 * Takes a run through the plans that were published since it last looked: pure, asked before anything else is decided about it. The same run when there is
 * nothing to do yet: it is not among the share, it follows and its wait is not over, or it stays on a removed step until its wait is.
 */
export function followPlans({ run: from, plans, version, facts, now }: Asked): Planned {
  let run = from;
  const path: PathEntry[] = [];
  const decisions: Decision[] = [];
  for (const plan of plans) {
    if (run.ended || plan.number <= (run.plan ?? 0)) continue;
    const current = version(run.version);
    if (run.version === plan.to || !concerns(plan, current, facts(now))) {
      run = { ...run, plan: plan.number };
      continue;
    }
    const next = version(plan.to);
    if (waitsFirst(run, plan, { from: current, to: next }, now)) break;
    const turned = changeVersion(run, { from: current, to: next, plan, facts: facts(now), now });
    decisions.push(stepDecision(run, now, { kind: 'version', outcome: plan.people, detail: { to: plan.to, plan: plan.number } }), ...turned.decisions);
    path.push(...turned.path);
    run = turned.run;
  }
  // A transition of its own in any case: what reads runs must see that it was asked.
  const isOnlyNoted = run !== from && run.transition === from.transition;
  return { run: isOnlyNoted ? again(run) : run, path, decisions };
}

/** Stands and waits as before. */
function again(run: RunState): RunState {
  return moved(run, {}, (transition) => (run.answer.kind === 'end' ? run.answer : { ...run.answer, transition }));
}

/** A share is the same people whenever it is asked, and a larger one holds the smaller. */
function concerns({ share }: PublishPlan, { key }: CompiledJourney, { profileId }: Facts): boolean {
  return share >= 100 || bucketOf(profileId, `${key}/publish`) < share;
}

function waitsFirst(run: RunState, plan: PublishPlan, { from, to }: Pick<Change, 'from' | 'to'>, now: number): boolean {
  const { stepId } = run.position;
  const isWaiting = run.wait !== undefined && run.wait.satisfied === undefined && now < run.wait.dueAt;
  if (!isWaiting) return false;
  return plan.people === 'follow' || (from.steps.get(stepId)?.type !== to.steps.get(stepId)?.type && plan.removed[stepId]?.action === 'atExpiry');
}

interface Change {
  from: CompiledJourney;
  to: CompiledJourney;
  plan: PublishPlan;
  facts: Facts;
  now: number;
}

function changeVersion(run: RunState, change: Change): Walked {
  const { from, to, plan, now } = change;
  const { stepId } = run.position;
  const old = from.steps.get(stepId);
  const step = to.steps.get(stepId);
  const had = hadAlready(run, from);
  const turned: RunState = { ...run, version: to.version, plan: plan.number, ...(had.length > 0 && { had }) };
  if (old && step?.type === old.type) return { ...stayed(turned, step, change), path: [] };
  const answer: RemovedStepAnswer = plan.removed[stepId] ?? { action: 'advance' };
  const left = leftEntry(run, now, 'moved', 'step-removed');
  const target = answer.action === 'redirect' ? answer.to : answer.action === 'exit' || !old ? undefined : nextSurvivor(run, old, from, to);
  if (target === undefined || !to.steps.has(target))
    return { run: endedRun(turned, { at: now, reason: 'step-removed', detail: stepId }), path: [left], decisions: [] };
  const walked = walk(to, turned, target, withTrigger(change.facts, run.trigger), now);
  return { ...walked, path: [left, ...walked.path] };
}

/** On the same step, with its wait as the new version has it. */
function stayed(run: RunState, step: Step, { to, plan, facts: given, now }: Change): Omit<Walked, 'path'> {
  if (!run.wait) return { run: again(run), decisions: [] };
  const { stepId, arrivedAt } = run.position;
  const facts = withTrigger(given, run.trigger);
  const branches = 'branches' in step ? step.branches.map(({ id }) => id) : [];
  const satisfied = run.wait.satisfied && branches.includes(run.wait.satisfied.branch) ? run.wait.satisfied : undefined;
  const dueAt = plan.timers === 'keep' ? run.wait.dueAt : dueAgain(run, step, to, facts, arrivedAt, now);
  const { satisfied: _, ...armed } = run.wait;
  const wait = { ...armed, stepId, branches, dueAt, ...(satisfied && { satisfied }) };
  const queue = run.answer.kind === 'end' ? undefined : run.answer.queue;
  const rearmed = moved({ ...run, wait }, {}, (transition) => ({ kind: 'wait', transition, until: dueAt, queue: queue ?? 'cairn-journeys' }));
  // What the new version waits for may hold already.
  const seen = observe(to, rearmed, { facts: given, now });
  return { run: seen.run, decisions: seen.decisions };
}

/** From the same arrival; past already: now. */
function dueAgain(run: RunState, step: Step, journey: CompiledJourney, facts: Facts, arrivedAt: number, now: number): number {
  const then = Object.create(facts, { now: { value: arrivedAt, enumerable: true } }) as Facts;
  const arrival = handlerOf(step).arrive({ journey, step, run, facts: then, now: arrivedAt });
  return Math.max(now, arrival.kind === 'wait' ? arrival.wait.dueAt : now);
}

/** The first step on the old way out of here that the new version has: by the branch that was taken, else by the way that people take who do nothing. */
function nextSurvivor(run: RunState, old: Step, from: CompiledJourney, to: CompiledJourney): string | undefined {
  const seen = new Set<string>();
  let step: Step | undefined = old;
  let outlet = run.wait?.satisfied?.branch;
  while (step && !seen.has(step.id)) {
    seen.add(step.id);
    const edges = edgesOf(step);
    const target: string | null | undefined = (edges.find(({ branch }) => branch === outlet) ?? edges.at(-1))?.to;
    if (target === null || target === undefined) return undefined;
    const there = to.steps.get(target);
    // What they had already is passed by.
    if (there && !(there.type === 'message' && (run.visits[target] ?? 0) > 0)) return target;
    step = there ?? from.steps.get(target);
    outlet = undefined;
  }
  return undefined;
}

/** Messages that the run came by, and would not have come to again: in the new version it does not get them twice. */
function hadAlready(run: RunState, from: CompiledJourney): string[] {
  const before = [...from.steps.values()].filter(({ id, type }) => type === 'message' && id !== run.position.stepId && (run.visits[id] ?? 0) > 0);
  if (before.length === 0) return run.had ?? [];
  const again = reachableFrom(from, run.position.stepId);
  return [...new Set([...(run.had ?? []), ...before.map(({ id }) => id).filter((id) => !again.has(id))])].sort();
}

function reachableFrom(journey: CompiledJourney, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = journey.steps.get(id);
    for (const { to } of step ? edgesOf(step) : []) {
      if (to === null || reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  }
  return reached;
}
