/**
 * User-given names become field names in MongoDB only through this: `$`, `.`, `%` and NUL are percent-encoded, and `__proto__`
 * gets its first underscore encoded. Reversible; names without those characters stay as they are.
 */
export function escapeKey(key: string): string {
  const escaped = key.replace(/[%$.\0]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return escaped === '__proto__' ? '%5f_proto__' : escaped;
}

export function unescapeKey(key: string): string {
  return key.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A stored map with the keys that its sender wrote, at every level. */
export function unescapeKeys(map: { [key: string]: unknown }): { [key: string]: unknown } {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [unescapeKey(key), unescapeValue(value)]));
}

function unescapeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unescapeValue);
  const isMap = typeof value === 'object' && value !== null && !(value instanceof Date);
  return isMap ? unescapeKeys(value as { [key: string]: unknown }) : value;
}
