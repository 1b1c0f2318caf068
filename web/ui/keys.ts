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

/** The key itself when it is free, else with the first free number: a new thing never overwrites another. */
export async function uniqueKey(collection: string, key: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? key : `${key}-${number}`;
    try {
      await call('GET', `${collection}/${encodeURIComponent(candidate)}`);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return candidate;
      throw error;
    }
  }
}
