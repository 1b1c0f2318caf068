import { compilePattern } from '@cairn/rules/operators/text.js';
import { identityTypes } from '../events/event.js';
import type { ErrorDetail } from '../platform/errors.js';
import { type IdentityRules, type IdentityTypeRule, identityLimits } from './identity-rules.js';

/** Ordinary values: a pattern that finds itself in all of them blocks everybody. */
const ordinary = ['u-1', '42', 'ann@example.com', '+491701234567', 'b7c9a0f2-6d3e-4a51-9c44-0b1f5d2e8a77', 'Zoë'];

/** What the shape of the rules alone does not say. Pure. */
export function checkIdentityRules(rules: IdentityRules): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  const seen = new Set<string>();
  for (const [at, rule] of rules.entries()) {
    if (seen.has(rule.type)) problems.push(problem(`rules.${at}.type`, 'duplicate-type', `${rule.type} has two rules. Keep one.`));
    seen.add(rule.type);
    problems.push(...checkPatterns(rule, at), ...checkCost(rule, at));
  }
  for (const type of identityTypes) {
    if (!seen.has(type))
      problems.push(problem('rules', 'missing-type', `There is no rule for ${type}. Every built-in type needs one: ${identityTypes.join(', ')}.`));
  }
  const own = rules.filter(({ type }) => type.startsWith('external:')).length;
  if (own > identityLimits.ownTypes)
    problems.push(problem('rules', 'too-many-types', `There are ${own} external-id types with rules of their own; the limit is ${identityLimits.ownTypes}.`));
  return problems;
}

function checkPatterns(rule: IdentityTypeRule, at: number): ErrorDetail[] {
  return rule.blockedPatterns.flatMap((pattern, index) => {
    const path = `rules.${at}.blockedPatterns.${index}`;
    const compiled = compilePattern(pattern);
    if (compiled === null) return [problem(path, 'invalid-pattern', `"${pattern}" is not a regular expression in RE2 syntax.`)];
    if (ordinary.every((value) => compiled.matcher(value).find()))
      return [problem(path, 'blocks-everything', `"${pattern}" would block every ${rule.type}. Anchor it with ^ and $, or name the values.`)];
    return [];
  });
}

/** Every identity that comes in is asked: all patterns of a type together take at most a few milliseconds. Steps as in rules/engine/cost.ts, a character. */
const stepsPerCharacter = 2_000;

function checkCost({ type, blockedPatterns }: IdentityTypeRule, at: number): ErrorDetail[] {
  const costs = blockedPatterns.map((pattern) => 35 + 1.5 * (compilePattern(pattern)?.programSize() ?? 0));
  if (costs.reduce((sum, cost) => sum + cost, 0) <= stepsPerCharacter) return [];
  const worst = costs.indexOf(Math.max(...costs));
  const message = `The patterns of ${type} would take too long to look for, most of all "${blockedPatterns[worst]}". Repeat less in it.`;
  return [problem(`rules.${at}.blockedPatterns.${worst}`, 'patterns-too-costly', message)];
}

function problem(path: string, code: string, message: string): ErrorDetail {
  return { path, code, message };
}
