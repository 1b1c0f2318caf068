import type { RandomBranch, SplitBranch, Step, StepType, WaitBranch } from '@cairn/workflows/contracts/journey.js';

/** In the order of the menu and the palette: family by family. */
const prefixes: Record<StepType, string> = {
  message: 'message',
  delay: 'wait',
  window: 'window',
  waitUntil: 'wait-until',
  split: 'split',
  randomSplit: 'random',
  updateProfile: 'update',
  tag: 'tag',
  enterJourney: 'enter',
  goal: 'goal',
  exit: 'exit',
};

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
    case 'window':
      return { id, type, weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', next };
    case 'randomSplit':
      return { id, type, branches: [newRandomBranch('branch-1', 50, next), newRandomBranch('branch-2', 50, next)] };
    case 'updateProfile':
      return { id, type, traits: [{ name: '', value: '' }], next };
    case 'enterJourney':
      return { id, type, journey: '', next };
    case 'goal':
      return { id, type, next };
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

export function newRandomBranch(id: string, percent: number, next: string | null): RandomBranch {
  return { id, percent, next };
}
