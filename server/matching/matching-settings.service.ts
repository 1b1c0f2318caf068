import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';
import type { MongoClient } from 'mongodb';

import type { AuditStore } from '../platform/audit.js';
import type { Clock } from '../profiles/core.js';
import { checkSettings } from './check-settings.js';
import type { MatchingSettingsDocument } from './matching.documents.js';
import { matchingErrors } from './matching.errors.js';
import type { MatchingSettingsAnswer, MatchingSettingsChange } from './matching.schemas.js';
import type { MatchingSettingsStore } from './matching-settings.store.js';

/** What is compared and how, and from which weight on: read and changed as a whole. */
export class MatchingSettingsService {
  constructor(
    private readonly client: MongoClient,
    private readonly store: MatchingSettingsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  async read(workspace: string): Promise<MatchingSettingsAnswer> {
    return toAnswer(await this.store.read(workspace));
  }

  /** The same settings again change nothing, whatever revision they were read at: a repeated call is no conflict. */
  async put(workspace: string, { revision, ...wanted }: MatchingSettingsChange, by: string): Promise<MatchingSettingsAnswer> {
    const problems = checkSettings(wanted);
    if (problems.length > 0) throw matchingErrors.invalidSettings(problems);
    await this.client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const stored = await this.store.read(workspace, session);
        const { fields, blocking, thresholds } = stored;
        const before = { fields, blocking, thresholds };
        if (canonicalJson(before) === canonicalJson(wanted)) return;
        if (stored.revision !== revision) throw matchingErrors.settingsChanged(stored);
        const at = new Date(this.clock.now());
        await this.store.write(session, { _id: workspace, ...wanted, revision: revision + 1, updatedAt: at, updatedBy: by });
        const about = { kind: 'matching-settings', id: workspace };
        await this.audit.append(session, { workspace, at, by, action: 'matching-settings.change', about, detail: { before, after: wanted } });
      });
    });
    return await this.read(workspace);
  }
}

function toAnswer({ revision, fields, blocking, thresholds, updatedAt, updatedBy }: MatchingSettingsDocument): MatchingSettingsAnswer {
  const changed = revision > 0;
  return { revision, fields, blocking, thresholds, updatedAt: changed ? updatedAt.toISOString() : null, updatedBy: changed ? updatedBy : null };
}
