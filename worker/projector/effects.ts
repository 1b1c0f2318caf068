import { AuditStore } from '@cairn/server/platform/audit.js';
import type { Clock, EffectPerformer } from '@cairn/server/profiles/core.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import type { Db } from 'mongodb';

import { BackingOffEffects } from './backing-off.js';
import { moveHistory } from './move-history.js';
import { RunRecords } from './run-records.js';
import type { TemporalEffect, TemporalEffects } from './temporal-effects.js';

/** Performs whatever an outbox holds. What needs no Temporal goes on while it is down. */
export function createEffects(db: Db, temporal: Pick<TemporalEffects, 'perform'>, clock: Clock): EffectPerformer {
  const workflows = new BackingOffEffects<TemporalEffect>(temporal, clock);
  const runs = new RunRecords(db);
  const audit = new AuditStore(db);
  return {
    perform: async (workspace: string, effect: Effect): Promise<void> => {
      if (effect.kind === 'recordRun') await runs.record(workspace, effect);
      else if (effect.kind === 'recordAudit') await audit.record(effect.entry);
      else if (effect.kind === 'moveHistory') await moveHistory(db, workspace, effect);
      else await workflows.perform(workspace, effect);
    },
  };
}
