import { parseInstant } from '../events/instants.js';

/** What a length of time may be made of, the longest first. */
const units = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

const spanPattern = /^(\d+[wdhms])(\s*\d+[wdhms])*$/;
export const momentHint = 'must be an instant such as 2026-03-02T09:00:00Z, or so long after the start: +2h, +1d 30m';
export const spanHint = 'must be a length of time such as 30m, 2h or 1d 12h';

/** `1d 12h` in ms; undefined: no length of time. */
export function spanMs(text: string): number | undefined {
  if (!spanPattern.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([wdhms])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units], 0);
}

/** An instant in ms UTC, given as itself (ISO 8601, with a zone or UTC) or by how long after the start it is: `+2h`. Undefined: neither. */
export function momentOf(text: string, startsAt: number): number | undefined {
  if (!text.startsWith('+')) return parseInstant(text);
  const span = spanMs(text.slice(1));
  return span === undefined ? undefined : startsAt + span;
}

/** For people: `+1d 2h`; before the start the instant itself. */
export function momentText(instant: number, startsAt: number): string {
  const span = instant - startsAt;
  return span < 0 ? new Date(instant).toISOString() : `+${spanText(span)}`;
}

export function spanText(ms: number): string {
  let rest = ms;
  const parts = Object.entries(units).flatMap(([unit, size]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount > 0 ? [`${amount}${unit}`] : [];
  });
  return parts.length > 0 ? parts.join(' ') : '0s';
}
