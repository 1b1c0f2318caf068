/** So many newest instants, or values, are kept exactly; older ones are counted by bucket. */
export const exactLimit = 100;
/** So many of the newest UTC days with older entries are kept apart; beyond that a bucket is a UTC month. */
export const dayLimit = 400;
const dayMs = 86_400_000;

export function dayOf(instant: number): string {
  return String(Math.floor(instant / dayMs));
}

/** The instant at which all of a bucket stands: its end, or the oldest exact one if that is earlier. */
export function bucketInstant(bucket: string, oldestExact: number | undefined): number {
  return Math.min(bucketEnd(bucket), oldestExact ?? Number.POSITIVE_INFINITY);
}

function bucketEnd(bucket: string): number {
  if (!bucket.startsWith('m')) return (Number(bucket) + 1) * dayMs - 1;
  const month = Number(bucket.slice(1));
  return monthStart(month + 1) - 1;
}

function monthStart(month: number): number {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
}

function monthOf(day: string): string {
  const date = new Date(Number(day) * dayMs);
  return `m${date.getUTCFullYear() * 12 + date.getUTCMonth()}`;
}

/**
 * Adds to the bucket of a day, and keeps the number of days within {@link dayLimit}. A pure function of what was added, whatever the order: what
 * becomes a month is always the smallest day, and a day smaller than all that are kept goes to its month, whenever it comes.
 */
export function addToBuckets<T>(buckets: { [bucket: string]: T }, day: string, added: T, unite: (a: T, b: T) => T): { [bucket: string]: T } {
  const next = { ...buckets, [day]: united(buckets[day], added, unite) };
  for (;;) {
    const days = Object.keys(next).filter((bucket) => !bucket.startsWith('m'));
    if (days.length <= dayLimit) return next;
    const oldest = days.reduce((a, b) => (Number(b) < Number(a) ? b : a));
    const month = monthOf(oldest);
    next[month] = united(next[month], next[oldest] as T, unite);
    delete next[oldest];
  }
}

/** Both sides' buckets as one. */
export function mergeBuckets<T>(a: { [bucket: string]: T }, b: { [bucket: string]: T }, unite: (a: T, b: T) => T): { [bucket: string]: T } {
  const months = { ...a };
  const days: [string, T][] = [];
  for (const [bucket, value] of Object.entries(b)) {
    if (bucket.startsWith('m')) months[bucket] = united(months[bucket], value, unite);
    else days.push([bucket, value]);
  }
  return days.reduce((merged, [day, value]) => addToBuckets(merged, day, value, unite), months);
}

function united<T>(a: T | undefined, b: T, unite: (a: T, b: T) => T): T {
  return a === undefined ? b : unite(a, b);
}
