/** People whose stay in a segment began and ended on these days. */
export interface StayGroup {
  /** YYYY-MM-DD in the workspace's zone; earlier than all that are asked for: some day before them. */
  entered: string;
  /** Null: they are still in. */
  left: string | null;
  stays: number;
}

export interface SegmentDay {
  day: string;
  entered: number;
  left: number;
  /** In it at the end of the day; of today, now. */
  size: number;
}

/** Days of a calendar, ascending, the last one `today`. All as YYYY-MM-DD. */
export function daysUntil(today: string, count: number): string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, n) => new Date(end - (count - 1 - n) * 86_400_000).toISOString().slice(0, 10));
}

/** How a segment grew, day by day: the size of each day is that of the day before, and who entered, less who left. */
export function historyOf(groups: readonly StayGroup[], days: readonly string[]): SegmentDay[] {
  const first = days[0] ?? '';
  const entered = new Map<string, number>();
  const left = new Map<string, number>();
  let size = 0;
  for (const group of groups) {
    if (group.left !== null && group.left < first) continue;
    if (group.entered < first) size += group.stays;
    else add(entered, group.entered, group.stays);
    if (group.left !== null) add(left, group.left, group.stays);
  }
  return days.map((day) => {
    const [came, went] = [entered.get(day) ?? 0, left.get(day) ?? 0];
    size += came - went;
    return { day, entered: came, left: went, size };
  });
}

function add(counts: Map<string, number>, day: string, more: number): void {
  counts.set(day, (counts.get(day) ?? 0) + more);
}
