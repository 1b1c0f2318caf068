import { describe, expect, it } from 'vitest';

import type { RuleAction, RuleDefinition } from '../platform/collections.js';
import { conflictsAmong } from './rule-conflicts.js';

const tag = (of: string, action: 'add' | 'remove' = 'add'): RuleAction => ({ type: 'tag', tag: of, action });
const trait = (name: string, value: string): RuleAction => ({ type: 'trait', name, value });
const rule = (key: string, whenTrue: RuleAction[], whenFalse: RuleAction[] = [], enabled = true) => ({
  key,
  definition: {
    ...{ name: key, priority: 1, enabled, whenTrue, whenFalse, current: false },
    condition: { fact: 'trait', params: { name: 'a' }, operator: 'exists' },
  } satisfies RuleDefinition,
});

describe('rules that may undo each other', () => {
  it.each([
    ['one rule alone, whatever it takes back', [rule('a', [tag('vip')], [tag('vip', 'remove')])], []],
    ['two that want the same', [rule('a', [tag('vip')]), rule('b', [tag('vip')])], []],
    ['one adds, another removes', [rule('a', [tag('vip')]), rule('b', [tag('vip', 'remove')])], [['tag', 'vip', ['a', 'b']]]],
    ['one takes back what another gives', [rule('a', [tag('vip')]), rule('b', [tag('vip')], [tag('vip', 'remove')])], [['tag', 'vip', ['a', 'b']]]],
    ['two values of one trait', [rule('a', [trait('tier', 'gold')]), rule('b', [trait('tier', 'iron')])], [['trait', 'tier', ['a', 'b']]]],
    ['one value of one trait', [rule('a', [trait('tier', 'gold')]), rule('b', [trait('tier', 'gold')])], []],
    ['one that is off', [rule('a', [tag('vip')]), rule('b', [tag('vip', 'remove')], [], false)], []],
    ['a tag and a trait of one name', [rule('a', [tag('x')]), rule('b', [trait('x', 'add')])], []],
    ['notices never', [rule('a', [{ type: 'notify', text: 'x' }]), rule('b', [{ type: 'notify', text: 'y' }])], []],
  ] as const)('%s', (_, rules, expected) => {
    expect(conflictsAmong(rules).map(({ kind, of, rules: keys }) => [kind, of, keys])).toEqual(expected);
  });
});
