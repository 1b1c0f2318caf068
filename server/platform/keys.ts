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
