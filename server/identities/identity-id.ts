import { type IdentityId, identityTypes } from '../events/event.js';
import type { CompiledIdentityRules } from './identity-rules.js';

/**
 * `userId:u1` or `external:crm:42` as people write it, made into the id that events carry: normalised by the same rules.
 * Null: no such type, or a value that identifies nobody.
 */
export function identityIdOf(workspace: string, identity: string, rules: CompiledIdentityRules): IdentityId | null {
  const [type, value] = cut(identity);
  if (!identityTypes.some((known) => known === type)) return null;
  const [name, own] = type === 'external' ? cut(value) : ['', value];
  const ruleType = type === 'external' ? `external:${name.trim()}` : type;
  const normalised = rules.rule(ruleType).normalise(own);
  return normalised === null || (type === 'external' && name.trim() === '') ? null : `${workspace}:${ruleType}:${normalised}`;
}

function cut(text: string): [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? ['', text] : [text.slice(0, colon), text.slice(colon + 1)];
}
