import type { Step, Trigger } from '@cairn/workflows/contracts/journey.js';

/** Is there anything that could be foreseen? What a tag or an exit does is said already; what chance, programs and other journeys do nobody knows. */
export function isPreviewable(step: Step | undefined, trigger: Trigger): boolean {
  switch (step?.type) {
    case undefined:
      return trigger.condition !== undefined || (trigger.type !== 'api' && trigger.type !== 'handOff');
    case 'message':
    case 'split':
    case 'waitUntil':
    case 'window':
      return true;
    case 'delay':
      return step.until?.type !== 'date' || 'trait' in step.until.of;
    default:
      return false;
  }
}
