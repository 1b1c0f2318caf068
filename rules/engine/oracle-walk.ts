import type { FactEvent, Json } from '../contracts/facts.js';

/** The triggering event as an object, for paths to walk; undefined without one. */
export function oracleTrigger(event: FactEvent | undefined): Json | undefined {
  if (!event) return undefined;
  const valid = Math.abs(event.timestamp) <= 8.64e15;
  return { name: event.name, properties: event.properties, ...(valid ? { timestamp: new Date(event.timestamp).toISOString() } : {}) };
}

/** Own properties only; a list by index only. No path: the value itself. */
export function oracleWalk(value: Json | undefined, path: string | undefined): Json | undefined {
  if (path === undefined || path === '') return value;
  return path.split('.').reduce<Json | undefined>((found, encoded) => {
    const name = decodeURIComponentOnly(encoded);
    if (typeof found !== 'object' || found === null) return undefined;
    if (Array.isArray(found) && !(String(Number(name)) === name && Number.isInteger(Number(name)) && Number(name) >= 0)) return undefined;
    return Object.getOwnPropertyDescriptor(found, name)?.value as Json | undefined;
  }, value);
}

function decodeURIComponentOnly(name: string): string {
  return name
    .split(/%25/)
    .map((part) => part.replace(/%2e/gi, '.'))
    .join('%');
}
