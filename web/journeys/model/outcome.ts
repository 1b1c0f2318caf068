import { sendReasons } from '@cairn/workflows/contracts/send-reasons.js';

import { type Phrase, phrase } from './phrase.js';

const outcomes = new Set(['next', 'sent', 'skipped', 'failed', 'unknown', 'ended', 'completed', 'moved']);

/** Reasons that we have words for; any other is shown as its code. */
const reasons: ReadonlySet<string> = new Set([
  ...sendReasons,
  'journey-paused',
  'sending-stopped',
  'exit-rule',
  'unknown-tag',
  'tag-follows-rule',
  'step-removed',
  'no-date',
  'date-past',
  'no-identity',
  'refused-value',
  'no-branch',
  // Of a journey that a step hands on to: why it did not take the person.
  'unknown-journey',
  'already-inside',
  'reentry-never',
  'key-missing',
  'exit-before-entry',
  'too-many-hand-offs',
]);

/** Outcomes of a message after which nobody got it for sure. */
export const troubles: ReadonlySet<string> = new Set(['skipped', 'failed', 'unknown']);

/** What came of a step, and why: "Not sent: no email address". */
export function outcomePhrase(outcome: string, reason: string | undefined): Phrase {
  const words = outcomes.has(outcome) ? phrase(`outcome.${outcome}`) : phrase('literal', { text: outcome });
  if (reason === undefined) return words;
  return phrase('outcome.because', { outcome: words, reason: reasons.has(reason) ? phrase(`reason.${reason}`) : reason });
}
