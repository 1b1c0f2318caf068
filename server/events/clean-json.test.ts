import { describe, expect, test } from 'vitest';

import { unescapeKeys } from '../platform/keys.js';
import { cleanObject, type JsonObject } from './clean-json.js';

const parse = (text: string) => JSON.parse(text) as JsonObject;
const nested = (levels: number): JsonObject => (levels === 0 ? {} : { a: nested(levels - 1) });

describe('cleaning', () => {
  test('leaves what is safe as the same object', () => {
    const given = parse('{"a":1,"b":{"c":[1,{"d":null}]},"":"empty"}');
    expect(cleanObject(given, 'properties', 1)).toBe(given);
  });

  test.each([
    ['{"$set":1}', '{"%24set":1}'],
    ['{"a.b":1}', '{"a%2eb":1}'],
    ['{"100%":1}', '{"100%25":1}'],
    ['{"a\\u0000":1}', '{"a%00":1}'],
    ['{"__proto__":{"polluted":true}}', '{"%5f_proto__":{"polluted":true}}'],
    ['{"a":[{"$b":{"c.d":1}}],"e":2}', '{"a":[{"%24b":{"c%2ed":1}}],"e":2}'],
    ['{"constructor":1,"prototype":2}', '{"constructor":1,"prototype":2}'],
  ])('%s becomes %s, and back', (given, expected) => {
    const cleaned = cleanObject(parse(given), 'properties', 1);
    expect(JSON.stringify(cleaned)).toBe(expected);
    expect(JSON.stringify(unescapeKeys(cleaned))).toBe(given);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each<[string, JsonObject, string | null]>([
    ['19 levels below the event', nested(18), null],
    ['20 levels below the event', nested(19), 'too-deep'],
    ['lists, however deep', parse(`{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`), 'too-deep'],
    ['512 keys', Object.fromEntries(Array.from({ length: 512 }, (_, index) => [`k${index}`, 1])), null],
    ['513 keys', Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`k${index}`, 1])), 'too-many-keys'],
    ['513 keys inside', { a: Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`k${index}`, 1])) }, 'too-many-keys'],
    ['a key of 512 characters', { ['k'.repeat(512)]: 1 }, null],
    ['a key of 513 characters', { ['k'.repeat(513)]: 1 }, 'key-too-long'],
    ['a number beyond what can be kept', parse('{"a":[1e400]}'), 'number-out-of-range'],
  ])('%s: %s', (_, given, code) => {
    const clean = () => cleanObject(given, 'properties', 1);
    if (code === null) expect(clean()).toBe(given);
    else expect(clean).toThrowError(expect.objectContaining({ code }));
  });

  test('names the place that is too deep', () => {
    expect(() => cleanObject({ cart: nested(30) }, 'properties', 1)).toThrowError(/`properties\.cart\.a\.a/);
  });
});
