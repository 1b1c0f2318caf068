import type { ClauseValue, GeoArea } from '../contracts/condition.js';
import { type Found, isPlain, type Operator } from './operator.js';

/** Mean radius of the Earth in km (IUGG). */
const earthKm = 6_371.008_8;

interface Point {
  latitude: number;
  longitude: number;
}

/**
 * A place within so many kilometres, along the surface (haversine formula on a sphere: right to 0.5 %). Read from `{latitude, longitude}`,
 * `{lat, lng}`, `{lat, lon}`, or GeoJSON `{type: 'Point', coordinates: [longitude, latitude]}`. No place: false.
 */
export const withinDistance: Operator = {
  takes: 'area',
  check: (found, value) => compileArea(value)(found),
  compile: (value) => compileArea(value),
};

function compileArea(value: ClauseValue | undefined): (found: Found) => boolean {
  if (!isGeoArea(value)) return () => false;
  const { km, ...centre } = value;
  return (found) => {
    const place = readPoint(found);
    return place !== undefined && distanceKm(place, centre) <= km;
  };
}

/** Degrees within their bounds, and a distance. */
export function isGeoArea(value: unknown): value is GeoArea {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { latitude, longitude, km } = value as { [key: string]: unknown };
  return isPoint(latitude, longitude) && typeof km === 'number' && km >= 0 && km <= 21_000;
}

function isPoint(latitude: unknown, longitude: unknown): boolean {
  return typeof latitude === 'number' && typeof longitude === 'number' && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

function readPoint(found: Found): Point | undefined {
  if (isPlain(found) || found === undefined || Array.isArray(found)) return undefined;
  const named = (...names: string[]) => names.map((name) => (Object.hasOwn(found, name) ? found[name] : undefined)).find((one) => one !== undefined);
  const coordinates = named('type') === 'Point' ? named('coordinates') : undefined;
  const [latitude, longitude] = Array.isArray(coordinates) ? [coordinates[1], coordinates[0]] : [named('latitude', 'lat'), named('longitude', 'lng', 'lon')];
  return isPoint(latitude, longitude) ? { latitude: latitude as number, longitude: longitude as number } : undefined;
}

function distanceKm(a: Point, b: Point): number {
  const [latitude, other] = [radians(a.latitude), radians(b.latitude)];
  const across = Math.sin((other - latitude) / 2) ** 2 + Math.cos(latitude) * Math.cos(other) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(across)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
