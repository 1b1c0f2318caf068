import { Engine } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';

import type { Condition } from '../contracts/condition.js';
import type { Facts, Json } from '../contracts/facts.js';
import { someFacts } from '../contracts/some-facts.js';
import { evaluateWithEngine } from './evaluate.js';
import { validateCondition } from './validate.js';

/** What json-rules-engine does by itself, pinned, so that an upgrade that changes it is noticed; beside it what Cairn answers. See DESIGN.md. */
async function bare(clause: object, fact: unknown): Promise<boolean> {
  const engine = new Engine([{ conditions: { all: [clause as never] }, event: { type: 'x' } }], { allowUndefinedFacts: true });
  return (await engine.run({ trait: fact })).results.length > 0;
}

const facts = (found: Json | undefined): Facts => someFacts({ now: 0, trait: () => found });
const cairn = async (clause: object, found: Json | undefined) =>
  await evaluateWithEngine({ fact: 'trait', params: { name: 'x' }, ...clause } as Condition, facts(found));

describe('json-rules-engine by itself, and Cairn', () => {
  it.each<[string, object, Json | undefined, boolean, boolean]>([
    ['takes text for a number', { operator: 'greaterThan', value: 10 }, '11', true, false],
    ['looks inside a text for “in”', { operator: 'in', value: 'abc' as never }, 'b', true, false],
    ['says false to “doesNotContain” of what is absent', { operator: 'doesNotContain', value: 'a' }, undefined, false, true],
    ['ignores a path into what is no object', { operator: 'equal', value: 'x', path: '$.city' }, 'x', true, false],
  ])('%s', async (_, clause, found, byItself, ours) => {
    expect(await bare({ fact: 'trait', ...clause }, found)).toBe(byItself);
    const { path, ...rest } = clause as { path?: string };
    expect(await cairn({ ...rest, ...(path ? { path: 'city' } : {}) }, found)).toBe(ours);
  });

  it('calls an empty any true; Cairn refuses it on save', async () => {
    const engine = new Engine([{ conditions: { any: [] }, event: { type: 'x' } }]);
    expect((await engine.run()).results).toHaveLength(1);
    expect(validateCondition({ any: [] })).toEqual([expect.objectContaining({ code: 'empty-list' })]);
  });

  it('refuses a clause without a value and a root that is a clause; Cairn takes both', async () => {
    expect(() => new Engine([{ conditions: { all: [{ fact: 'trait', operator: 'exists' } as never] }, event: { type: 'x' } }])).toThrow(/value/);
    expect(() => new Engine([{ conditions: { fact: 'trait', operator: 'equal', value: 1 } as never, event: { type: 'x' } }])).toThrow(/root/);
    expect(await cairn({ operator: 'exists' }, 0)).toBe(true);
  });

  it('reads a value {fact} as another fact; Cairn refuses it on save', async () => {
    expect(await bare({ fact: 'trait', operator: 'equal', value: { fact: 'trait' } }, 'same')).toBe(true);
    expect(validateCondition({ fact: 'trait', params: { name: 'x' }, operator: 'equal', value: { fact: 'trait' } })).not.toEqual([]);
  });

  it('understands “decorated” operators; Cairn refuses them on save', () => {
    expect(validateCondition({ fact: 'trait', params: { name: 'x' }, operator: 'not:equal', value: 1 })).toEqual([
      expect.objectContaining({ code: 'unknown-operator' }),
    ]);
  });
});
