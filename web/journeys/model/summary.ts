import type { Condition, EventMatcher } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition, Reentry, Step, UpdateProfileStep, WaitBranch } from '@cairn/workflows/contracts/journey.js';

import { conditionPhrase } from './condition-phrase.js';
import { type Names, noNames } from './names.js';
import { type Phrase, phrase } from './phrase.js';
import { type Port, stepById, triggerId } from './ports.js';
import { delaySummary, windowSummary } from './time-summary.js';

/** One line that says what the step does: the node, the outline, the lists and the undo menu show the same. */
export function summary(step: Step, names: Names = noNames): Phrase {
  switch (step.type) {
    case 'delay':
      return delaySummary(step);
    case 'window':
      return windowSummary(step);
    case 'randomSplit':
      return phrase('summary.randomSplit', { shares: { shares: step.branches.map(({ percent }) => percent) } });
    case 'updateProfile':
      return updateSummary(step);
    case 'enterJourney':
      if (step.journey === '') return phrase('summary.enterJourney.none');
      return phrase('summary.enterJourney.into', { journey: names.journey(step.journey) ?? step.journey });
    case 'goal':
      return phrase('summary.goal');
    case 'waitUntil':
      return waitSummary(step.branches, names, step.timeout.after);
    case 'split':
      if (step.branches.length === 1 && step.branches[0] && isOpen(step.branches[0])) return phrase('summary.split.none');
      if (step.branches.length === 1 && step.branches[0]) return phrase('summary.split.one', { condition: branchPhrase(step.branches[0], names) });
      return phrase('summary.split.many', { count: step.branches.length });
    case 'message':
      if (step.template === '') return phrase('summary.message.none');
      return phrase(step.transactional ? 'summary.message.transactional' : 'summary.message.email', {
        template: names.template(step.template) ?? step.template,
      });
    case 'tag':
      if (step.tag === '') return phrase('summary.tag.none');
      return phrase(`summary.tag.${step.action}`, { tag: names.tag(step.tag) ?? step.tag });
    case 'exit':
      return phrase('summary.exit');
  }
}

function updateSummary({ traits }: UpdateProfileStep): Phrase {
  const named = (cleared: boolean): string[] => traits.flatMap(({ name, value }) => (name !== '' && (value === null) === cleared ? [name] : []));
  const [set, cleared] = [named(false), named(true)];
  if (set.length === 0 && cleared.length === 0) return phrase('summary.updateProfile.none');
  if (cleared.length === 0) return phrase('summary.updateProfile.set', { set: { names: set } });
  if (set.length === 0) return phrase('summary.updateProfile.clear', { cleared: { names: cleared } });
  return phrase('summary.updateProfile.both', { set: { names: set }, cleared: { names: cleared } });
}

function waitSummary(branches: WaitBranch[], names: Names, after: { amount: number; unit: 'second' | 'minute' | 'hour' | 'day' | 'week' }): Phrase {
  const first = branches[0];
  if (branches.length === 1 && first && isOpen(first)) return phrase('summary.waitUntil.none', { duration: after });
  if (branches.length === 1 && first) return phrase('summary.waitUntil.one', { what: branchPhrase(first, names), duration: after });
  return phrase('summary.waitUntil.many', { count: branches.length, duration: after });
}

/** Nothing chosen yet. */
function isOpen(branch: { name?: string | null; event?: EventMatcher; condition?: Condition }): boolean {
  return branchPhrase(branch).key === 'branch.empty';
}

/** The step's own name, else its type. */
export function title(step: Step): Phrase {
  return step.name ? phrase('literal', { text: step.name }) : phrase(`type.${step.type}`);
}

export function reentrySummary(reentry: Reentry): Phrase {
  if (reentry.type !== 'keyed') return phrase(`reentry.${reentry.type}`);
  return phrase(`reentry.keyed.${reentry.mode}`, { property: reentry.property });
}

/** The words of a branch: its name, else its event, else its condition. */
export function branchPhrase(branch: { name?: string | null; event?: EventMatcher; condition?: Condition }, names: Names = noNames): Phrase {
  if (branch.name) return phrase('literal', { text: branch.name });
  if (branch.event)
    return branch.event.name === ''
      ? phrase('branch.empty')
      : phrase(branch.event.where ? 'branch.eventFiltered' : 'branch.event', { event: branch.event.name });
  if (branch.condition) return conditionPhrase(branch.condition, names);
  return phrase('branch.empty');
}

/** The chip at the start of a way; undefined where there is only one way and nothing to tell apart. */
export function portPhrase(definition: JourneyDefinition, port: Port, names: Names = noNames): Phrase | undefined {
  if (port.from === triggerId) return undefined;
  const step = stepById(definition, port.from);
  if (step?.type === 'split') {
    if (port.outlet === 'otherwise') return phrase('branch.otherwise');
    const index = step.branches.findIndex((branch) => branch.id === port.outlet);
    const branch = step.branches[index];
    return branch && phrase('branch.numbered', { number: index + 1, what: branchPhrase(branch, names) });
  }
  if (step?.type === 'randomSplit') {
    const branch = step.branches.find((each) => each.id === port.outlet);
    if (!branch) return undefined;
    const share = { percent: branch.percent };
    return branch.name ? phrase('branch.shareNamed', { name: branch.name, share }) : phrase('branch.share', { share });
  }
  if (step?.type === 'waitUntil') {
    if (port.outlet === 'timeout') return phrase('branch.timeout', { duration: step.timeout.after });
    const branch = step.branches.find((each) => each.id === port.outlet);
    return branch && branchPhrase(branch, names);
  }
  return undefined;
}
