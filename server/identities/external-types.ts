import type { Collection } from 'mongodb';

import type { IdentityDocument } from '../profiles/core-store.js';
import { ruleTypeOf } from './identity-rules.js';

/** The types among a workspace's external ids, by name; each is found by one step through the index of `_id`. */
export async function externalTypes(identities: Collection<IdentityDocument>, workspace: string, most: number): Promise<string[]> {
  const prefix = `${workspace}:external:`;
  const types: string[] = [];
  let from = prefix;
  while (types.length < most) {
    const [next] = await identities
      .find({ _id: { $gte: from, $lt: `${workspace}:external;` } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(1)
      .toArray();
    if (!next) break;
    const type = ruleTypeOf(next._id).slice('external:'.length);
    types.push(type);
    // ';' is what follows ':'.
    from = `${prefix}${type};`;
  }
  return types;
}
