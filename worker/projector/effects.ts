import { randomUUID } from 'node:crypto';
import { AccountUpdates } from '@cairn/server/accounts/account-updates.js';
import { AccountsStore } from '@cairn/server/accounts/accounts.store.js';
import { AuditStore } from '@cairn/server/platform/audit.js';
import type { Clock, EffectPerformer } from '@cairn/server/profiles/core.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import type { Db } from 'mongodb';

import { BackingOffEffects } from './backing-off.js';
import { moveHistory } from './move-history.js';
import { RuleEffects } from './rule-effects.js';
import { RunRecords } from './run-records.js';
import type { TemporalEffect, TemporalEffects } from './temporal-effects.js';

/** Performs whatever an outbox holds. What needs no Temporal goes on while it is down. */
export function createEffects(db: Db, temporal: Pick<TemporalEffects, 'perform'>, clock: Clock): EffectPerformer {
  const workflows = new BackingOffEffects<TemporalEffect>(temporal, clock);
  const runs = new RunRecords(db);
  const audit = new AuditStore(db);
  const rules = new RuleEffects(db, clock);
  const accounts = new AccountUpdates({ store: new AccountsStore(db), clock, token: randomUUID });
  return {
    perform: async (workspace: string, effect: Effect): Promise<void> => {
      if (effect.kind === 'recordRun') await runs.record(workspace, effect);
      else if (effect.kind === 'recordAudit') await audit.record(effect.entry);
      else if (effect.kind === 'setTraits') await rules.setTraits(workspace, effect);
      else if (effect.kind === 'notify') await rules.notify(workspace, effect);
      else if (effect.kind === 'moveHistory') await moveHistory(db, workspace, effect);
      else if (effect.kind === 'updateAccount') await accounts.update(workspace, effect);
      else await workflows.perform(workspace, effect);
    },
  };
}
