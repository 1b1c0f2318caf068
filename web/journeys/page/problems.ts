import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import type { Phrase } from '../model/phrase.js';

/** What keeps a journey from being published (error) or is worth a look (warning). */
export interface JourneyProblem {
  path: string;
  code: string;
  /** English, from the validator that the server uses too. */
  message: string;
  stepId?: string;
  severity: 'error' | 'warning';
  /** In the viewer's language, where we have words for the code. */
  phrase?: Phrase;
}

/** Problems of one node; those without a step belong to the trigger. */
export function problemsOf(problems: readonly JourneyProblem[], id: string): JourneyProblem[] {
  return problems.filter((problem) => (problem.stepId ?? '@trigger') === id);
}

export function stepOfPath(definition: JourneyDefinition, path: string): string | undefined {
  const index = /^steps\.(\d+)/.exec(path)?.[1];
  return index === undefined ? undefined : definition.steps[Number(index)]?.id;
}
