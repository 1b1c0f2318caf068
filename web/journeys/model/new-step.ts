import type { SplitBranch, Step, StepType, WaitBranch } from '@cairn/workflows/contracts/journey.js';

/** In the order of the menu and the palette. */
const prefixes: Record<StepType, string> = { message: 'message', delay: 'wait', waitUntil: 'wait-until', split: 'split', tag: 'tag', exit: 'exit' };

export const stepTypes = Object.keys(prefixes) as readonly StepType[];

/** The first free `prefix-N`. Ids are for people too: they stand in journey files. */
export function freeId(prefix: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const id = `${prefix}-${number}`;
    if (!taken.has(id)) return id;
  }
}

export function freeStepId(type: StepType, taken: ReadonlySet<string>): string {
  return freeId(prefixes[type], taken);
}

/** A new step with sensible values; every way out leads to `next`. */
export function newStep(type: StepType, id: string, next: string | null): Step {
  switch (type) {
    case 'delay':
      return { id, type, duration: { amount: 1, unit: 'day' }, next };
    case 'waitUntil':
      return { id, type, branches: [newWaitBranch('branch-1', next)], timeout: { after: { amount: 3, unit: 'day' }, next } };
    case 'split':
      return { id, type, branches: [newSplitBranch('branch-1', next)], otherwise: { next } };
    case 'message':
      return { id, type, channel: 'email', template: '', next };
    case 'tag':
      return { id, type, tag: '', action: 'add', next };
    case 'exit':
      return { id, type };
  }
}

/** Without an event's name: a problem until it is chosen, never a guess. */
export function newWaitBranch(id: string, next: string | null): WaitBranch {
  return { id, event: { name: '' }, next };
}

export function newSplitBranch(id: string, next: string | null): SplitBranch {
  return { id, condition: { all: [] }, next };
}
