import { uniteAccountReads } from '@cairn/rules/compile/account-reads.js';
import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import { compileMatcher } from '@cairn/rules/compile/compile-matcher.js';
import type { Condition, EventMatcher } from '@cairn/rules/contracts/condition.js';
import type { AggregateSpec, CompiledCondition, FactEvent } from '@cairn/rules/contracts/facts.js';

import type { CompiledBranch, CompiledJourney, JourneyReads } from '../contracts/interpreter.js';
import type { JourneyDefinition, Step, Trigger } from '../contracts/journey.js';
import { entryEventName } from '../contracts/names.js';
import { compileDue } from './due-trigger.js';

/** Makes a version ready to be asked often. Pure; throws on a definition that validation would have refused. */
export function compileJourney(key: string, version: string, definition: JourneyDefinition): CompiledJourney {
  const { trigger } = definition;
  const exits = [
    ...definition.exits.map((source) => ({ source, isGoal: false, ...compiled(source) })),
    ...(definition.goals ?? []).map((source) => ({ source, isGoal: true, ...compiled(source) })),
  ];
  const branches = new Map(definition.steps.map((step) => [step.id, branchesOf(step)] as const));
  const triggerCondition = trigger.condition && compileCondition(trigger.condition);
  const watched = [...exits, ...waitBranches(definition.steps, branches)];
  const conditions = [
    triggerCondition,
    ...exits.map((exit) => exit.condition),
    ...[...branches.values()].flatMap((of) => [...of.values()].map((branch) => branch.condition)),
  ];
  return {
    key,
    version,
    definition,
    steps: new Map(definition.steps.map((step) => [step.id, step])),
    trigger: { source: trigger, matches: matcherOf(key, trigger), condition: triggerCondition, ...compileDue(trigger) },
    exits,
    branches,
    observes: readsOf(watched),
    aggregates: uniqueAggregates(conditions),
    accounts: uniteAccountReads(conditions.map((condition) => condition?.reads.accounts)),
  };
}

function matcherOf(key: string, trigger: Trigger): ((event: FactEvent) => boolean) | undefined {
  if (trigger.type === 'event') return compileMatcher(trigger.event);
  if (trigger.type !== 'api') return undefined;
  const name = entryEventName(key);
  return (event) => event.name === name;
}

function compiled(source: { event?: EventMatcher; condition?: Condition }): Pick<CompiledBranch, 'matches' | 'condition'> {
  return { matches: source.event && compileMatcher(source.event), condition: source.condition && compileCondition(source.condition) };
}

function branchesOf(step: Step): ReadonlyMap<string, CompiledBranch> {
  if (step.type === 'waitUntil') return new Map(step.branches.map((source) => [source.id, { source, ...compiled(source) }]));
  if (step.type === 'split') return new Map(step.branches.map((branch) => [branch.id, { condition: compileCondition(branch.condition) }]));
  return new Map();
}

function waitBranches(steps: Step[], branches: CompiledJourney['branches']): CompiledBranch[] {
  return steps.filter((step) => step.type === 'waitUntil').flatMap((step) => [...(branches.get(step.id)?.values() ?? [])]);
}

function readsOf(watched: { source?: { event?: EventMatcher }; condition?: CompiledCondition }[]): JourneyReads {
  const reads = watched.flatMap(({ condition }) => (condition ? [condition.reads] : []));
  return {
    events: unique([...watched.flatMap(({ source }) => (source?.event ? [source.event.name] : [])), ...reads.flatMap((of) => of.events)]),
    traits: unique(reads.flatMap((of) => of.traits)),
    segments: unique(reads.flatMap((of) => of.segments)),
  };
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}

function uniqueAggregates(conditions: (CompiledCondition | undefined)[]): AggregateSpec[] {
  const byKey = new Map(conditions.flatMap((condition) => condition?.aggregates ?? []).map((spec) => [spec.key, spec]));
  return [...byKey.values()];
}
