/** Wall-clock time in an IANA zone. No instant is ever guessed from the machine's own zone. */

export interface LocalDate {
  year: number;
  /** 1–12. */
  month: number;
  day: number;
}

export interface LocalTime extends LocalDate {
  hour: number;
  minute: number;
  second: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** One formatter a zone: making one costs a thousand times what using it does. Names come from people, so only so many are kept. */
const formatters = new Map<string, Intl.DateTimeFormat | null>();
const mostFormatters = 1_000;

function formatterFor(zone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  if (formatters.size >= mostFormatters) formatters.clear();
  const made = makeFormatter(zone);
  formatters.set(zone, made);
  return made;
}

function makeFormatter(zone: string): Intl.DateTimeFormat | null {
  // "+02:00" would be accepted by newer engines: an offset is no zone, it knows no summer.
  if (zone.length > 64 || !/^[A-Za-z]/.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return null;
  }
}

/** Is this the name of a zone that is known here? */
export function isZone(zone: unknown): zone is string {
  return typeof zone === 'string' && formatterFor(zone) !== null;
}

/** What clocks in the zone show; undefined for what is no date, and before the year 1. An unknown zone counts as UTC. */
export function localTime(zone: string, instant: number): LocalTime | undefined {
  if (!(instant >= firstInstant && instant <= lastInstant)) return undefined;
  const formatter = zone === 'UTC' ? null : formatterFor(zone);
  if (formatter === null) return utcTime(instant);
  // 11/25/2026, 14:03:22
  const parts = /^(\d\d)\/(\d\d)\/(\d+), (\d\d):(\d\d):(\d\d)$/.exec(formatter.format(instant));
  if (parts === null) return utcTime(instant);
  const [month, day, year, hour, minute, second] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  return { year, month, day, hour, minute, second };
}

/** Years 1 to 9999, whatever the zone. */
const firstInstant = utcInstant({ year: 1, month: 1, day: 3 });
const lastInstant = utcInstant({ year: 9_999, month: 12, day: 29 });

function utcTime(instant: number): LocalTime {
  const date = new Date(instant);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** ms UTC of midnight UTC on that date; month and day may run over. */
export function utcInstant({ year, month, day }: LocalDate): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** The date that so many ms UTC stand for, as {@link utcInstant} made them. */
export function dateOfUtc(instant: number): LocalDate {
  const { year, month, day } = utcTime(instant);
  return { year, month, day };
}

/** How far the zone's clocks are ahead of UTC, in ms. */
function offsetAt(zone: string, instant: number): number {
  const local = localTime(zone, instant);
  if (local === undefined) return 0;
  const wall = utcInstant(local) + ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000;
  return wall - Math.floor(instant / 1_000) * 1_000;
}

/**
 * The first instant at which clocks in the zone show this wall-clock time; a time that they skip happens at the first instant after the gap, one
 * that they repeat the first time (semantics §7.3).
 * @param minutes since midnight.
 */
export function instantOf(zone: string, date: LocalDate, minutes = 0): number {
  const wall = utcInstant(date) + minutes * minuteMs;
  if (zone === 'UTC') return wall;
  const offsets = [offsetAt(zone, wall - dayMs), offsetAt(zone, wall + dayMs)] as const;
  // Ahead of UTC by more is earlier.
  const earliest = wall - Math.max(...offsets);
  for (const candidate of [earliest, wall - Math.min(...offsets)]) if (candidate + offsetAt(zone, candidate) === wall) return candidate;
  return gapEnd(zone, wall, wall - Math.max(...offsets), wall - Math.min(...offsets));
}

/** The clocks jump over `wall` between two instants: when? */
function gapEnd(zone: string, wall: number, before: number, after: number): number {
  let [low, high] = [before - 1, after + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(zone, middle) < wall) low = middle;
    else high = middle;
  }
  return high;
}

/** The first instant of that date; month and day may run over. */
export function startOfDay(zone: string, date: LocalDate): number {
  return instantOf(zone, dateOfUtc(utcInstant(date)));
}

/** 1 Monday – 7 Sunday. */
export function weekdayOf(date: LocalDate): number {
  return ((new Date(utcInstant(date)).getUTCDay() + 6) % 7) + 1;
}

/** Whole days from one date to another; negative when it is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((utcInstant(to) - utcInstant(from)) / dayMs);
}

export function laterBy(date: LocalDate, days: number): LocalDate {
  return dateOfUtc(utcInstant({ ...date, day: date.day + days }));
}
