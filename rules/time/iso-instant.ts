/** ISO 8601, UTC, of ms since the epoch; undefined for what is no date. */
export function isoInstant(ms: number): string | undefined {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}
