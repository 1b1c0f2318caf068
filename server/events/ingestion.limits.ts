/** What one call may hold (semantics §1.7). KB are 1,024 bytes, measured on the JSON after decompression. */
export const ingestionLimits = {
  eventBytes: 32 * 1024,
  batchBytes: 500 * 1024,
  batchEvents: 2_500,
  /** Objects and lists inside each other, the event itself included. */
  depth: 20,
  /** Keys of one object; characters of one key. */
  keys: 512,
  messageIdLength: 200,
  identityLength: 500,
  eventNameLength: 200,
  accountIdLength: 200,
} as const;
