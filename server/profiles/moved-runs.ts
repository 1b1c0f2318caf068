import type { ProfileDocument } from './profile.js';

/** Who was told apart and merged again may lead in a circle to a run that is over; nobody is really so far away. */
const mostHops = 20;

/**
 * Where a run that was here is looked for next: with whom the person was merged into, or with whom it went when that was undone. Undefined: here, or
 * nowhere any more.
 * @param hops how often it was looked for elsewhere already.
 */
export function nextHolderOf(profile: Pick<ProfileDocument, 'mergedInto' | 'movedRuns' | 'runs'>, runId: string, hops: number): string | undefined {
  const { mergedInto, movedRuns, runs } = profile;
  if (mergedInto !== undefined) return mergedInto;
  if (hops >= mostHops || Object.hasOwn(runs, runId) || !movedRuns || !Object.hasOwn(movedRuns, runId)) return undefined;
  return movedRuns[runId];
}
