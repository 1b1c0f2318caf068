import { compilePattern } from '@cairn/rules/operators/text.js';

import { type IdentityId, identityTypes } from '../events/event.js';
import { type Normaliser, normalise } from './normalisers.js';

export const identityLimits = {
  /** Of one profile, over all types: no rule allows more. */
  perProfile: 1_000,
  ownTypes: 30,
  blockedValues: 500,
  blockedPatterns: 20,
  /** Characters of a blocked value or pattern. */
  blockedLength: 200,
} as const;

/** How one type of identity is compared and how many of it a profile may hold. */
export interface IdentityTypeRule {
  /** One of {@link identityTypes}, or `external:NAME` for external ids of that type (`context.externalIds[].type`). */
  type: string;
  normaliser: Normaliser;
  /** Most identities of this type on one profile, 1–1,000. Default 5; userId 1. */
  limit: number;
  /** Are the placeholders that broken tracking code sends for everybody blocked, too? Default true. */
  blockSuggested: boolean;
  /** Exact values, compared after normalising, that identify nobody. */
  blockedValues: string[];
  /** RE2 patterns found anywhere in the normalised value unless anchored. */
  blockedPatterns: string[];
}

/** In order of priority, strongest first: the strongest that an event names owns it; when a limit is exceeded the weakest give way. */
export type IdentityRules = IdentityTypeRule[];

/** What broken tracking code sends for everybody. As an identity they would merge strangers; as a trait they are kept. Compared without regard to case. */
export const suggestedBlocks: readonly string[] = [
  '0',
  '-1',
  'null',
  '(null)',
  'nil',
  'none',
  'undefined',
  'unknown',
  'anonymous',
  'guest',
  'n/a',
  'na',
  'nan',
  'true',
  'false',
  'not_set',
  'not set',
  '[object object]',
  'function',
  '00000000-0000-0000-0000-000000000000',
  '{{userid}}',
  '%s',
  'id',
  'user_id',
  'userid',
  'test@test.com',
  'null@null.com',
  'none@none.com',
];
const suggested: ReadonlySet<string> = new Set(suggestedBlocks);

const plain = { limit: 5, blockSuggested: true, blockedValues: [], blockedPatterns: [] };

export const defaultIdentityRules: IdentityRules = [
  { ...plain, type: 'userId', normaliser: 'trimmed', limit: 1 },
  { ...plain, type: 'external', normaliser: 'trimmed' },
  { ...plain, type: 'email', normaliser: 'email' },
  { ...plain, type: 'phone', normaliser: 'phone' },
  { ...plain, type: 'anonymousId', normaliser: 'trimmed' },
];

/** One rule made ready. Immutable. */
export interface CompiledIdentityRule {
  type: string;
  /** 0 is the strongest. */
  rank: number;
  limit: number;
  /** Null: it identifies nobody. */
  normalise(value: string): string | null;
  /** Asked with a normalised value. */
  blocks(value: string): boolean;
}

export interface CompiledIdentityRules {
  /** The rule for a type as {@link ruleTypeOf} names it; an external type without a rule of its own has that of `external`. */
  rule(type: string): CompiledIdentityRule;
  ruleOf(id: IdentityId): CompiledIdentityRule;
}

/** The rule's type of an identity: `userId`, or `external:crm` for `workspace:external:crm:42`. */
export function ruleTypeOf(id: IdentityId): string {
  const [, type = '', name] = id.split(':', 3);
  return type === 'external' && name !== undefined ? `external:${name}` : type;
}

/** Rules that were stored before a built-in type was there have its default, as the weakest. */
export function completeIdentityRules(rules: IdentityRules): IdentityRules {
  const types = new Set(rules.map(({ type }) => type));
  return [...rules, ...defaultIdentityRules.filter(({ type }) => !types.has(type))];
}

export function compileIdentityRules(rules: IdentityRules): CompiledIdentityRules {
  const compiled = new Map(completeIdentityRules(rules).map((rule, rank) => [rule.type, compileRule(rule, rank)]));
  const other = compiled.get('external');
  const rule = (type: string): CompiledIdentityRule => {
    const found = compiled.get(type) ?? other;
    if (!found) throw new Error(`There is no identity rule for ${type}.`);
    return found;
  };
  return { rule, ruleOf: (id) => rule(ruleTypeOf(id)) };
}

function compileRule({ type, normaliser, limit, blockSuggested, blockedValues, blockedPatterns }: IdentityTypeRule, rank: number): CompiledIdentityRule {
  const values = new Set(blockedValues.map((value) => normalise(normaliser, value) ?? value));
  const patterns = blockedPatterns.flatMap((pattern) => compilePattern(pattern) ?? []);
  return {
    type,
    rank,
    limit,
    normalise: (value) => normalise(normaliser, value),
    blocks: (value) => (blockSuggested && suggested.has(value.toLowerCase())) || values.has(value) || patterns.some((pattern) => pattern.matcher(value).find()),
  };
}

export const defaultCompiledRules: CompiledIdentityRules = compileIdentityRules(defaultIdentityRules);
