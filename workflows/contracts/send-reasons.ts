/** Why a message was not sent, is tried again, or may or may not have been: what deliveries, paths and decisions tell. The pages have words for each. */
export const sendReasons = [
  // Refused before the provider.
  'run-ended',
  'run-moved',
  'journey-archived',
  'profile-gone',
  'already-had',
  'unsubscribed',
  'no-address',
  'invalid-address',
  'capped',
  'expired',
  'template-missing',
  'template-failed',
  // The provider's answer.
  'rejected',
  'provider-unavailable',
  'try-later',
  'hand-over-unanswered',
  'hand-over-interrupted',
  // Taken back before the hand-over: asked again.
  'facts-too-old',
] as const;
export type SendReason = (typeof sendReasons)[number];
