import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, Collection, Db, MongoClient } from 'mongodb';

import type { AuditStore } from '../platform/audit.js';
import { collections, type StoredIdentityRules, type WorkspaceDocument } from '../platform/collections.js';
import type { Clock } from '../profiles/core.js';
import type { IdentityDocument } from '../profiles/core-store.js';
import { checkIdentityRules } from './check-identity-rules.js';
import { externalTypes } from './external-types.js';
import { identityErrors } from './identities.errors.js';
import { completeIdentityRules, defaultIdentityRules, type IdentityRules, identityLimits, suggestedBlocks } from './identity-rules.js';
import type { IdentityRulesAnswer } from './identity-rules.schemas.js';

/** External types looked for beyond those with rules. */
const shownTypes = 50;

/** What counts as one identity: read and changed as a whole. A change concerns events from then on; nothing stored is rewritten. */
export class IdentityRulesService {
  private readonly workspaces: Collection<WorkspaceDocument>;
  private readonly identities: Collection<IdentityDocument>;

  constructor(
    private readonly client: MongoClient,
    db: Db,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {
    this.workspaces = db.collection<WorkspaceDocument>(collections.workspaces);
    this.identities = db.collection<IdentityDocument>(collections.identities);
  }

  async read(workspace: string): Promise<IdentityRulesAnswer> {
    const { identityRules: stored } = await this.require(workspace);
    const rules = completeIdentityRules(stored?.rules ?? []);
    const seen = await externalTypes(this.identities, workspace, shownTypes);
    return {
      revision: stored?.revision ?? 0,
      rules,
      suggestedBlocks: [...suggestedBlocks],
      otherExternalTypes: seen.filter((type) => !rules.some((rule) => rule.type === `external:${type}`)),
      perProfile: identityLimits.perProfile,
      updatedAt: stored?.updatedAt.toISOString() ?? null,
      updatedBy: stored?.updatedBy ?? null,
    };
  }

  /** The same rules again change nothing, whatever revision they were read at: a repeated call is no conflict. */
  async put(workspace: string, change: { revision: number; rules: IdentityRules }, by: string): Promise<IdentityRulesAnswer> {
    const problems = checkIdentityRules(change.rules);
    if (problems.length > 0) throw identityErrors.invalidRules(problems);
    await this.client.withSession(async (session) => await session.withTransaction(async () => await this.change(session, workspace, change, by)));
    return await this.read(workspace);
  }

  private async change(session: ClientSession, workspace: string, { revision, rules }: { revision: number; rules: IdentityRules }, by: string): Promise<void> {
    const { identityRules: stored } = await this.require(workspace, session);
    const before = stored?.rules ?? defaultIdentityRules;
    if (canonicalJson(before) === canonicalJson(rules)) return;
    if (stored && stored.revision !== revision) throw identityErrors.rulesChanged(stored);
    const at = new Date(this.clock.now());
    const identityRules: StoredIdentityRules = { revision: (stored?.revision ?? 0) + 1, rules, updatedAt: at, updatedBy: by };
    await this.workspaces.updateOne({ _id: workspace }, { $set: { identityRules }, $inc: { revision: 1 } }, { session });
    const about = { kind: 'identity-rules', id: workspace };
    await this.audit.append(session, { workspace, at, by, action: 'identity-rules.change', about, detail: { before, after: rules } });
  }

  private async require(workspace: string, session?: ClientSession): Promise<WorkspaceDocument> {
    const found = await this.workspaces.findOne({ _id: workspace }, { session });
    if (!found) throw identityErrors.unknownWorkspace(workspace);
    return found;
  }
}
