import { describe, expect, it } from 'vitest';

import { factsAt } from '../clauses/compiled-clause.js';
import { clausesOf, compileCondition } from '../compile/compile-condition.js';
import { compileMatcher } from '../compile/compile-matcher.js';
import { evaluateWithEngine, matchWithEngine } from './evaluate.js';
import { randomMatch, randomPair } from './random-conditions.js';
import { namedConditions, randomFacts } from './random-facts.js';
import { seededRandom } from './seeded-random.js';
import { validateCondition, validateMatcher } from './validate.js';

const pairs = 10_000;
const matches = 5_000;

describe('compiled closures and json-rules-engine', () => {
  it(`agree on ${pairs} random pairs, and what validation accepts the engine accepts`, { timeout: 120_000 }, async () => {
    const random = seededRandom(20_261_124);
    let yes = 0;
    for (let n = 0; n < pairs; n += 1) {
      const { condition, facts } = randomPair(random);
      const problems = validateCondition(condition, { allowTrigger: true, conditions: namedConditions });
      if (problems.length > 0) expect.fail(`pair ${n}: ${JSON.stringify({ condition, problems })}`);
      const ours = compileCondition(condition, namedConditions).evaluate(facts);
      const engine = await evaluateWithEngine(condition, facts, namedConditions);
      if (ours !== engine) expect.fail(`pair ${n}: closures say ${ours}, the engine ${engine}: ${JSON.stringify({ condition, trigger: facts.trigger })}`);
      if (ours) yes += 1;
    }
    // Neither answer may be rare, or agreeing would mean little.
    expect(yes / pairs).toBeGreaterThan(0.25);
    expect(yes / pairs).toBeLessThan(0.75);
  });

  it(`agree on ${matches} random matchers and events`, { timeout: 120_000 }, async () => {
    const random = seededRandom(7);
    for (let n = 0; n < matches; n += 1) {
      const { matcher, event } = randomMatch(random);
      expect(validateMatcher(matcher)).toEqual([]);
      const ours = compileMatcher(matcher)(event);
      const engine = await matchWithEngine(matcher, event);
      if (ours !== engine) expect.fail(`match ${n}: closures say ${ours}, the engine ${engine}: ${JSON.stringify({ matcher, event })}`);
    }
  });
});

describe('nextChangeAt', () => {
  it('is never later than the true change', { timeout: 120_000 }, () => {
    const random = seededRandom(99);
    let changes = 0;
    for (let n = 0; n < 5_000; n += 1) {
      const { condition, facts } = randomPair(random);
      const compiled = compileCondition(condition, namedConditions);
      const before = compiled.evaluate(facts);
      const at = compiled.nextChangeAt(facts);
      const until = at ?? facts.now + 400 * 86_400_000;
      // Anywhere before that instant the answer is today's.
      for (let probe = 0; probe < 8; probe += 1) {
        const instant = facts.now + Math.floor(random() * (until - facts.now));
        if (compiled.evaluate({ ...facts, now: instant }) !== before)
          expect.fail(`pair ${n}: differs at ${instant}, before ${at}: ${JSON.stringify(condition)}`);
      }
      if (at !== undefined && compiled.evaluate({ ...facts, now: at }) !== before) changes += 1;
    }
    expect(changes).toBeGreaterThan(100);
  });

  it('is exact for one clause: the answer turns then, not before', { timeout: 120_000 }, () => {
    const random = seededRandom(5);
    const turns = new Map<string, number>();
    for (let n = 0; n < 3_000; n += 1) {
      for (const clause of clausesOf(randomPair(random).condition)) {
        const facts = randomFacts(random, clause);
        const compiled = compileCondition(clause, namedConditions);
        const at = compiled.nextChangeAt(facts);
        if (at === undefined) continue;
        if (at <= facts.now || compiled.evaluate(factsAt(facts, at)) === compiled.evaluate(facts)) expect.fail(`${at} of ${JSON.stringify(clause)}`);
        turns.set(clause.fact, (turns.get(clause.fact) ?? 0) + 1);
      }
    }
    for (const fact of ['event', 'funnel', 'trait', 'segment', 'tag', 'now']) expect(turns.get(fact) ?? 0, fact).toBeGreaterThan(5);
  });
});
