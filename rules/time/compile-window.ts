import type { AbsoluteWindow, CalendarWindow, SlidingWindow, Window } from '../contracts/window.js';
import { periodInstant } from './calendar.js';
import { durationMs } from './duration.js';
import { readInstant } from './instant.js';

interface Moment {
  now: number;
  /** IANA. */
  zone: string;
}

/** A window made ready: which instants are in it now, and when time alone moves some in or out. */
export interface CompiledWindow {
  /** Half-open: (from, to], whole ms UTC. Never later than now. */
  bounds(moment: Moment): { from: number; to: number };
  /** Instants at which one of these may come in or go out; those not after `now` and doubles included. */
  edges(instants: readonly number[], moment: Moment): number[];
  /** Does the person's zone matter? */
  isLocal: boolean;
  /** Of a sliding window its length, and how far back it ends, in ms: for short cuts. */
  sliding?: { length: number; ago: number };
}

/** No window: everything, whenever. */
const always: CompiledWindow = {
  bounds: () => ({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }),
  edges: () => [],
  isLocal: false,
};

export function compileWindow(window: Window | undefined): CompiledWindow {
  if (window === undefined) return always;
  if ('calendar' in window) return compileCalendar(window);
  return 'amount' in window ? compileSliding(window) : compileAbsolute(window);
}

function compileSliding(window: SlidingWindow): CompiledWindow {
  const length = durationMs(window);
  const ago = window.ago === undefined ? 0 : durationMs(window.ago);
  return {
    bounds: ({ now }) => ({ from: now - ago - length, to: now - ago }),
    edges: (instants) => instants.flatMap((instant) => [instant + ago, instant + ago + length]),
    isLocal: false,
    sliding: { length, ago },
  };
}

/** Half-open the other way round, [from, to): in whole ms the same as (from − 1, to − 1]. */
function compileAbsolute({ from, to }: AbsoluteWindow): CompiledWindow {
  const first = readInstant(from) ?? Number.NEGATIVE_INFINITY;
  const end = readInstant(to) ?? Number.POSITIVE_INFINITY;
  return {
    bounds: ({ now }) => ({ from: first - 1, to: Math.min(end - 1, now) }),
    edges: (instants, { now }) => instants.filter((instant) => instant > now),
    isLocal: false,
  };
}

function compileCalendar({ calendar, ago = 0, count = 1 }: CalendarWindow): CompiledWindow {
  const startIn = (periods: number, { now, zone }: Moment) => periodInstant(zone, now, calendar, periods) ?? Number.NaN;
  /** It comes in as it comes, or so many periods after its own, and goes out `count` periods later. */
  const turnsOf = (instant: number, zone: string) => [instant, startIn(ago - count + 1, { now: instant, zone }), startIn(ago + 1, { now: instant, zone })];
  return {
    bounds: (moment) => ({ from: startIn(-ago, moment) - 1, to: Math.min(startIn(count - ago, moment) - 1, moment.now) }),
    edges: (instants, moment) => {
      const ahead = instants.filter((instant) => instant > moment.now);
      // What lies behind moves only as a period begins, and is out of sight once so many have begun.
      if (instants.length - ahead.length <= ago + 1) return instants.flatMap((instant) => turnsOf(instant, moment.zone));
      const beginnings = Array.from({ length: ago + 1 }, (_, n) => startIn(n + 1, moment));
      return [...beginnings, ...ahead.flatMap((instant) => turnsOf(instant, moment.zone))];
    },
    isLocal: true,
  };
}
