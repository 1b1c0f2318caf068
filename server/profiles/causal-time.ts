import type { ClientSession } from 'mongodb';

import type { CoreSession } from './core.js';

/** What the one has seen, the other sees from now on. */
export function follow(follower: CoreSession, seen: CoreSession): void {
  const [own, other] = [follower, seen] as unknown as [ClientSession, ClientSession];
  if (other.clusterTime) own.advanceClusterTime(other.clusterTime);
  if (other.operationTime) own.advanceOperationTime(other.operationTime);
}
