import type { TimeOfDay } from '@cairn/workflows/contracts/journey.js';

/** A time as people type it: 9, 930, 9:30, 09.30, 9pm. Undefined: none yet. */
export function timeFrom(typed: string): TimeOfDay | undefined {
  const parts = /^(\d{1,2})(?:[:.：h]?(\d\d))?\s*(am|pm)?$/i.exec(typed.trim());
  if (!parts) return undefined;
  const [, hours = '', minutes = '00', half = ''] = parts;
  const hour = half === '' ? Number(hours) : Number(hours) <= 12 ? (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : 24;
  return hour > 23 || Number(minutes) > 59 ? undefined : `${String(hour).padStart(2, '0')}:${minutes}`;
}
