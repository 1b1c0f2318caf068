import { ApiError, call } from '../api/client.js';

/** A key as authors choose them, from a name: "Ordered twice" → `ordered-twice`. Names without Latin letters get `fallback`. */
export function keyFromName(name: string, fallback: string): string {
  const key = name
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 56)
    .replace(/-+$/, '');
  return key === '' || key === 'new' ? fallback : key;
}

/** Makes a new one under the key, or under the first free `key-2`, `key-3` …: it never overwrites another. Answers the key. */
export async function putNew(list: string, key: string, definition: unknown): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? key : `${key}-${number}`;
    try {
      await call('PUT', `${list}/${encodeURIComponent(candidate)}`, { body: definition, headers: { 'if-none-match': '*' } });
      return candidate;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'key-taken') throw error;
    }
  }
}
