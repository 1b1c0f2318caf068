const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * ms UTC of an ISO 8601 instant, or of a number of milliseconds since the epoch; undefined for anything else. Without a zone it is UTC, never the
 * server's own zone.
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) <= 8.64e15 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  // The form that every SDK sends needs no taking apart.
  if (value.length === 24 && value.charCodeAt(10) === 84 && value.charCodeAt(23) === 90) {
    const instant = Date.parse(value);
    if (!Number.isNaN(instant)) return instant;
  }
  const parts = iso.exec(value.trim());
  if (parts === null) return undefined;
  const [, date, time = '00:00', zone = 'Z'] = parts;
  const zoneWithColon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const instant = Date.parse(`${date}T${time}${zoneWithColon}`);
  return Number.isNaN(instant) ? undefined : instant;
}
