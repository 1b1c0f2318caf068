import { applyChange } from './apply-events.js';
import type { Decided, ProfileView } from './core.js';
import { type TagChange, turnsOf, turnTag } from './tags.js';

/** What became of one change. `turned-before`: the job that asks has turned it already, whatever became of it since. */
export type TagOutcome = 'turned' | 'unchanged' | 'turned-before' | 'unknown-tag' | 'follows-rule';

/**
 * For `decide`: turns tags, and in the same write everything that reads them (segments, exits, waits, entries). Pure.
 * Who else decides something in the same write passes the view with their own profile in it.
 */
export function changeTags(view: ProfileView, changes: readonly TagChange[]): Decided<TagOutcome[]> {
  const defined = new Map(view.definitions.tags.map((tag) => [tag.key, tag]));
  const result: TagOutcome[] = [];
  const applied = applyChange(view, (draft) => {
    for (const change of changes) {
      const tag = defined.get(change.tag);
      if (!tag) result.push('unknown-tag');
      else if (tag.condition) result.push('follows-rule');
      else if (change.job !== undefined && hasTurned(draft.profile.tags, change.tag, change.job)) result.push('turned-before');
      else result.push(turnTag(draft, change, view.now) ? 'turned' : 'unchanged');
    }
  });
  return result.includes('turned') ? { result, ...applied } : { result };
}

function hasTurned(tags: ProfileView['profile']['tags'], tag: string, job: string): boolean {
  const state = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
  return state !== undefined && turnsOf(state).some((turn) => turn.job === job);
}
