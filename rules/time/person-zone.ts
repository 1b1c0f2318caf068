import type { Json } from '../contracts/facts.js';
import { isZone, localTime } from './zone.js';

/**
 * A person's zone (semantics §7.1): trait `timezone` → location → the workspace's → UTC; what is blank or no zone falls through. A location is the
 * `timezone` in trait `location` or `address`, else a country (ISO 3166, two letters, in these or as trait `country`) whose clocks all agree.
 */
export function personZone(trait: (name: string) => Json | undefined, workspaceZone: string): string {
  const own = trait('timezone');
  if (isZone(own)) return own;
  const places = [trait('location'), trait('address')].map((place) => (typeof place === 'object' && place !== null && !Array.isArray(place) ? place : {}));
  for (const place of places) if (Object.hasOwn(place, 'timezone') && isZone(place.timezone)) return place.timezone;
  for (const country of [...places.map((place) => (Object.hasOwn(place, 'country') ? place.country : undefined)), trait('country')]) {
    const zone = zoneOfCountry(country);
    if (zone !== undefined) return zone;
  }
  return isZone(workspaceZone) ? workspaceZone : 'UTC';
}

const zones = new Map<string, string | undefined>();

/** The zone of a country where it is the same time everywhere, summer and winter. */
function zoneOfCountry(country: unknown): string | undefined {
  if (typeof country !== 'string' || !/^[A-Za-z]{2}$/.test(country)) return undefined;
  const code = country.toUpperCase();
  if (!zones.has(code)) zones.set(code, agreedZone(zonesIn(code)));
  return zones.get(code);
}

/** As the engine's own data says (CLDR); a method in newer engines, a property in older ones. */
function zonesIn(code: string): readonly string[] {
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & { getTimeZones?(): string[] | undefined; timeZones?: string[] };
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

const seasons = [Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 6, 15, 12)];

function agreedZone(found: readonly string[]): string | undefined {
  const clocks = new Set(found.map((zone) => JSON.stringify(seasons.map((instant) => localTime(zone, instant)))));
  return clocks.size === 1 ? found[0] : undefined;
}
