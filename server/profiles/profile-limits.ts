/** Beyond these a profile is refused further growth, with a reason, and holds up nobody (design §4). How many identities it may hold is for the identity rules to say. */
export const profileLimits = {
  /** Bytes, roughly: of the document as JSON. */
  bytes: 1024 * 1024,
  traits: 2_000,
  accounts: 100,
  /** A person with many kept keys would make exit times grow without end: the newest of each rule are kept. */
  exitKeys: 50,
} as const;

/** Merges that may lead from an id to whom it is now, and that one person may have come through: each brought an identity (identity rules: 1,000 in all). */
export const mergesFollowed = 1_000;

/** Rough bytes of a value as stored. */
export function sizeOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}
