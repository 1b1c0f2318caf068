import { contentHash } from '@cairn/workflows/contracts/canonical.js';

import type { RuleDefinition } from '../platform/collections.js';

/** Field of a profile under which a rule's answer is kept. What a rule sets is part of it: another tag or value is set for everybody. */
export function ruleAnswerKey(key: string, { whenTrue }: Pick<RuleDefinition, 'whenTrue'>): string {
  const sets = whenTrue.filter(({ type }) => type === 'tag' || type === 'trait');
  return `${key}~${contentHash('rule', key, sets).slice(0, 8)}`;
}
