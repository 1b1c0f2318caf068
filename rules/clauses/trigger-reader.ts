import { compilePath } from '../compile/path.js';
import type { FactEvent, Json } from '../contracts/facts.js';
import { isoInstant } from '../time/iso-instant.js';

/** What a trigger clause's path reads: `name`, `timestamp` (ISO 8601), else into `properties`. */
export function triggerReader(path: string): (event: FactEvent | undefined) => Json | undefined {
  if (path === 'name') return (event) => event?.name;
  if (path === 'timestamp') return (event) => (event === undefined ? undefined : isoInstant(event.timestamp));
  if (path === 'properties') return (event) => event?.properties;
  if (!path.startsWith('properties.')) return () => undefined;
  const read = compilePath(path.slice('properties.'.length));
  return (event) => read(event?.properties);
}
