import type { RuleAction, RuleDefinition } from '../platform/collections.js';
import { actionsOf } from './rules.store.js';

/** Two rules or more that want different things of one tag or trait. */
export interface RuleConflict {
  kind: 'tag' | 'trait';
  /** Key of the tag, name of the trait. */
  of: string;
  /** Keys, in the order in which they act: when they turn together the last one has the last word. */
  rules: string[];
}

/**
 * Rules that are on and may undo each other: they turn one tag both ways, or set one trait to different values. What one rule does when it turns true
 * and takes back when it turns false is its own business. `rules` in the order in which they act.
 */
export function conflictsAmong(rules: readonly { key: string; definition: RuleDefinition }[]): RuleConflict[] {
  const wants = new Map<string, { conflict: RuleConflict; byRule: Map<string, Set<string>> }>();
  for (const { key, definition } of rules) {
    if (!definition.enabled) continue;
    for (const action of actionsOf(definition)) {
      const wanted = wantOf(action);
      if (!wanted) continue;
      const name = `${wanted.kind}:${wanted.of}`;
      const known = wants.get(name) ?? { conflict: { kind: wanted.kind, of: wanted.of, rules: [] }, byRule: new Map<string, Set<string>>() };
      wants.set(name, known);
      known.byRule.set(key, (known.byRule.get(key) ?? new Set()).add(wanted.want));
    }
  }
  return [...wants.values()].flatMap(({ conflict, byRule }) => {
    const all = new Set([...byRule.values()].flatMap((own) => [...own]));
    return byRule.size > 1 && all.size > 1 ? [{ ...conflict, rules: [...byRule.keys()] }] : [];
  });
}

function wantOf(action: RuleAction): { kind: 'tag' | 'trait'; of: string; want: string } | undefined {
  if (action.type === 'tag') return { kind: 'tag', of: action.tag, want: action.action };
  return action.type === 'trait' ? { kind: 'trait', of: action.name, want: JSON.stringify(action.value) } : undefined;
}
