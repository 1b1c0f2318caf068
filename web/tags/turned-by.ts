import type { ProfileTag } from '../api/tags.js';

/** Under which words it is said who or what turned a tag: a tag that follows a condition is turned by that, another by a rule that names it. */
export function turnedBy(tag: string, { by, source }: { by: ProfileTag['by']; source: string }): ProfileTag['by'] | 'otherRule' {
  return by === 'rule' && source !== tag ? 'otherRule' : by;
}
