import type { Json } from '@cairn/rules/contracts/facts.js';

import { escapeKey } from '../platform/keys.js';
import { refusals } from './events.errors.js';
import { ingestionLimits as limits } from './ingestion.limits.js';

export type JsonObject = { [key: string]: Json };

const needsEscape = /[%$.\0]|^__proto__$/;

/**
 * What was parsed, with every key safe as a field name. The same object when nothing had to change, which is nearly always.
 *
 * @param depth levels already above `value`.
 * @throws EventRefusal naming the place that breaks a limit.
 */
export function cleanObject(value: JsonObject, path: string, depth: number): JsonObject {
  if (depth >= limits.depth) throw refusals.tooDeep(path);
  const keys = Object.keys(value);
  if (keys.length > limits.keys) throw refusals.tooManyKeys(path);
  let copy: [string, Json][] | undefined;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    if (key.length > limits.keys) throw refusals.keyTooLong(path);
    const before = value[key] as Json;
    const after = typeof before === 'string' || typeof before === 'boolean' ? before : cleanValue(before, path, key, depth + 1);
    const name = needsEscape.test(key) ? escapeKey(key) : key;
    if (copy === undefined && (after !== before || name !== key)) copy = keys.slice(0, index).map((earlier) => [earlier, value[earlier] as Json]);
    copy?.push([name, after]);
  }
  // fromEntries defines own properties: no setter of a prototype is ever called.
  return copy === undefined ? value : Object.fromEntries(copy);
}

function cleanValue(value: Json, path: string, key: string | number, depth: number): Json {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusals.badNumber(`${path}.${key}`);
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const here = `${path}.${String(key).slice(0, 60)}`;
  return Array.isArray(value) ? cleanList(value, here, depth) : cleanObject(value, here, depth);
}

function cleanList(list: Json[], path: string, depth: number): Json[] {
  if (depth >= limits.depth) throw refusals.tooDeep(path);
  let copy: Json[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index] as Json;
    const after = cleanValue(before, path, index, depth + 1);
    if (copy === undefined && after !== before) copy = list.slice(0, index);
    copy?.push(after);
  }
  return copy ?? list;
}
