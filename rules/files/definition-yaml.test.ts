import { describe, expect, it } from 'vitest';

import type { Json } from '../contracts/facts.js';
import { randomPair } from '../engine/random-conditions.js';
import { seededRandom } from '../engine/seeded-random.js';
import { fromYaml, toYaml } from './definition-yaml.js';

const read = (text: string) => fromYaml(text) as { definition?: Json; problems?: { path: string; code: string }[] };

describe('a definition as YAML', () => {
  it('is read back as it was, and written the same again, for any condition', () => {
    const random = seededRandom(21);
    for (let n = 0; n < 200; n += 1) {
      const condition = randomPair(random).condition as unknown as Json;
      const text = toYaml(condition);
      expect(read(text)).toEqual({ definition: condition });
      expect(toYaml(read(text).definition as Json)).toBe(text);
    }
  });

  it('is the same text whatever the order of keys', () => {
    const one = { key: 'vips', name: 'VIPs', condition: { fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'vip' } };
    const other = { condition: { value: 'vip', operator: 'equal', params: { name: 'tier' }, fact: 'trait' }, name: 'VIPs', key: 'vips' };
    expect(toYaml(other)).toBe(toYaml(one));
    expect(toYaml(one)).toBe('key: vips\nname: VIPs\ncondition:\n  fact: trait\n  params:\n    name: tier\n  operator: equal\n  value: vip\n');
  });

  it.each<[string, Json]>([
    ['text that looks like something else', ['yes', 'no', 'null', '1', '0x10', '1e3', '2026-01-01', '~', '- a', 'a: b', '# no', '', ' x ', 'a\nb', '"q"']],
    ['numbers', [0, 1, -1, 0.1, 1e21, -1e-7, 9_007_199_254_740_991]],
    ['names that objects inherit', JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "toString": "x"}') as Json],
    ['yes, no and nothing', [true, false, null]],
  ])('keeps %s', (_, value) => {
    expect(read(toYaml(value)).definition).toEqual(value);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it.each<[string, string, string, string]>([
    ['what is no YAML', 'a: [1, 2', 'line 1, column 9', 'yaml-bad-alias'],
    ['a key twice', 'a: 1\nb: 2\na: 3', 'line 3, column 1', 'yaml-duplicate-key'],
    ['an alias', 'a: &x [1]\nb: *x', 'line 2, column 4', 'yaml-alias'],
    ['a bomb of aliases', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]', 'line 2, column 8', 'yaml-alias'],
    ['a tag', 'a: !!js/function "x"', 'line 1, column 4', 'yaml-tag-resolve-failed'],
    ['a key that is a list', '? [1]\n: 2', 'line 1, column 3', 'yaml-key'],
    ['a number that is none', 'a: .inf', 'line 1, column 4', 'yaml-number'],
    ['two documents', 'a: 1\n---\nb: 2', 'line 2, column 1', 'yaml-multiple-docs'],
    ['a tab for indentation', 'a:\n\tb: 1', 'line 2, column 1', 'yaml-tab-as-indent'],
    ['what is nested too deep', '['.repeat(20_000) + ']'.repeat(20_000), 'line 1, column 819', 'yaml-resource-exhaustion'],
    ['too much', `a: "${'x'.repeat(600_000)}"`, '', 'too-large'],
  ])('refuses %s, and says where', (_, text, path, code) => {
    const [problem] = read(text).problems ?? [];
    if (code !== 'yaml-bad-alias') expect([problem?.path, problem?.code]).toEqual([path, code]);
    else expect(problem?.path).toMatch(/^line 1/);
  });
});
