import type { Window } from '../contracts/condition.js';
import { durationMs } from './duration.js';

/** A window made ready: which instants are in it now, and when time alone moves some in or out. */
export interface CompiledWindow {
  /** Half-open: (from, to], ms UTC. */
  bounds(now: number): { from: number; to: number };
  /** Instants at which one of these comes in or goes out; those not after `now` and doubles included. */
  edges(instants: readonly number[], now: number): number[];
}

/** No window: everything, whenever. */
const always: CompiledWindow = {
  bounds: () => ({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }),
  edges: () => [],
};

export function compileWindow(window: Window | undefined): CompiledWindow {
  if (window === undefined) return always;
  const length = durationMs(window);
  return {
    bounds: (now) => ({ from: now - length, to: now }),
    edges: (instants) => instants.flatMap((instant) => [instant, instant + length]),
  };
}
