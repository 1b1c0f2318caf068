import type { AccountsPort } from '@cairn/server/accounts/accounts.port.js';
import type { CoreStore } from '@cairn/server/profiles/core-store.js';
import type { MemoryDatabase, Steps } from '@cairn/server/profiles/memory-database.js';
import type { ProfileCoreDeps } from '@cairn/server/profiles/profile-core.js';

import type { SimDeliveries } from './sim-deliveries.js';

/** One guard taken out. Nothing of it is in the product: it replaces a part around it. */
export interface Mutant {
  store?(db: MemoryDatabase, steps: Steps): CoreStore;
  deliveries?(db: MemoryDatabase, steps: Steps): SimDeliveries;
  accounts?(db: MemoryDatabase, steps: Steps): AccountsPort;
  /** Nobody counts the people of accounts. */
  noAccountant?: boolean;
  core?: Partial<ProfileCoreDeps>;
  repeatsUnasked?: boolean;
  insertsUnawaited?: boolean;
  staysWithOldDefinitions?: boolean;
  /** Who folds is content with definitions that were looked at a while ago. */
  looksNowAndThen?: boolean;
  /** The look at the definitions does not follow what the fold's session has seen. */
  looksAlone?: boolean;
  noOutboxSweep?: boolean;
  noEpochSweep?: boolean;
  /** A bulk job does not remember on the profile whom it tagged. */
  jobsForget?: boolean;
  noBarrier?: boolean;
  /** Nobody looks at the limits of the identity rules. */
  noLimits?: boolean;
  /** A send that was allowed once is allowed again, unasked. */
  remembersVerdict?: boolean;
}

export const unharmed: Mutant = {};
