import { compilePattern } from '@cairn/rules/operators/text.js';

import type { ErrorDetail } from '../platform/errors.js';
import { builtInTypes, type IdentityRules, type IdentityTypeRule, identityLimits } from './identity-rules.js';

/** Ordinary values: a pattern that finds itself in all of them blocks everybody. */
const ordinary = ['u-1', '42', 'ann@example.com', '+491701234567', 'b7c9a0f2-6d3e-4a51-9c44-0b1f5d2e8a77', 'Zoë'];

/** What the shape of the rules alone does not say. Pure. */
export function checkIdentityRules(rules: IdentityRules): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  const seen = new Set<string>();
  for (const [at, rule] of rules.entries()) {
    if (seen.has(rule.type)) problems.push(problem(`rules.${at}.type`, 'duplicate-type', `${rule.type} has two rules. Keep one.`));
    seen.add(rule.type);
    problems.push(...checkPatterns(rule, at));
  }
  for (const type of builtInTypes) {
    if (!seen.has(type))
      problems.push(problem('rules', 'missing-type', `There is no rule for ${type}. Every built-in type needs one: ${builtInTypes.join(', ')}.`));
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

function problem(path: string, code: string, message: string): ErrorDetail {
  return { path, code, message };
}
