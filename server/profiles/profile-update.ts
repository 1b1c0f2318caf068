import type { UpdateFilter } from 'mongodb';

import type { ProfileDocument } from './profile.js';

/** Maps whose entries are set one by one; everything else is set whole when it differs. */
const mapFields = [
  'traits',
  'tags',
  'accounts',
  'computed',
  'aggregates',
  'memberships',
  'formerMemberships',
  'ruleAnswers',
  'runs',
  'entered',
  'dues',
  'exitTimes',
  'slots',
] as const;
const plainFields = [
  'createdAt',
  'updatedAt',
  'lastSeenAt',
  'searchKeys',
  'identities',
  'consent',
  'nextEvaluationAt',
  'askAll',
  'version',
  'applied',
  'epoch',
  'mergedInto',
  'movedRuns',
] as const;

/**
 * The update that turns one document into the other: only what changed (measured: a third cheaper than replacing 3 kB). Effects are pushed,
 * never set: those performed since `before` was read stay away.
 */
export function profileUpdate(before: ProfileDocument, after: ProfileDocument): UpdateFilter<ProfileDocument> {
  const set: { [path: string]: unknown } = {};
  const unset: { [path: string]: '' } = {};
  for (const field of plainFields) {
    if (before[field] === after[field]) continue;
    if (after[field] === undefined) unset[field] = '';
    else if (!sameInstant(before[field], after[field])) set[field] = after[field];
  }
  for (const field of mapFields) changeMap(field, before[field] ?? {}, after[field] ?? {}, set, unset);
  const known = new Set(before.effects.map(({ id }) => id));
  const added = after.effects.filter(({ id }) => !known.has(id));
  if (added.length > 0) set.effectsDueAt = after.updatedAt;
  return {
    ...(Object.keys(set).length > 0 && { $set: set }),
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
    ...(added.length > 0 && { $push: { effects: { $each: added } } }),
  } as UpdateFilter<ProfileDocument>;
}

function changeMap(
  field: string,
  before: { [key: string]: unknown },
  after: { [key: string]: unknown },
  set: { [path: string]: unknown },
  unset: { [path: string]: '' },
): void {
  if (before === after) return;
  const changed = Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value);
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  // An empty name is a legal JSON key and no legal path.
  if ([...changed.map(([key]) => key), ...gone].includes('')) {
    set[field] = after;
    return;
  }
  for (const [key, value] of changed) set[`${field}.${key}`] = value;
  for (const key of gone) unset[`${field}.${key}`] = '';
}

function sameInstant(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
}
