import type { Clock } from '../profiles/core.js';

/** Nest token of the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

/** The machine's own clock: the only place of the server that reads it. */
export const systemClock: Clock = { now: () => Date.now() };
