import type { KeysStore } from '../access/keys.store.js';
import type { WorkspacesStore } from '../access/workspaces.store.js';
import { type CompiledIdentityRules, compileIdentityRules, defaultCompiledRules } from '../identities/identity-rules.js';
import type { WorkspaceDocument } from '../platform/collections.js';
import type { Clock } from '../profiles/core.js';

/** What a write key stands for. */
export interface WriteKeyHolder {
  workspace: string;
  source: string;
  triggerAgeMs: number;
  identityRules: CompiledIdentityRules;
}

const freshMs = 5_000;
/** A withdrawn key works at most so long while the database cannot be asked. */
const staleMs = 60_000;
const keysKept = 10_000;

/** Looks write keys up and remembers the answers, also the negative ones, for a few seconds. */
export class WriteKeys {
  private readonly known = new Map<string, { holder: WriteKeyHolder | null; at: number }>();

  constructor(
    private readonly keys: KeysStore,
    private readonly workspaces: WorkspacesStore,
    private readonly clock: Clock,
  ) {}

  async find(key: string): Promise<WriteKeyHolder | null> {
    const now = this.clock.now();
    const cached = this.known.get(key);
    if (cached !== undefined && now - cached.at < freshMs) return cached.holder;
    try {
      const holder = await this.read(key);
      this.known.delete(key);
      this.known.set(key, { holder, at: now });
      if (this.known.size > keysKept) this.known.delete(this.known.keys().next().value as string);
      return holder;
    } catch (error) {
      if (cached !== undefined && now - cached.at < staleMs) return cached.holder;
      throw error;
    }
  }

  private async read(key: string): Promise<WriteKeyHolder | null> {
    const document = await this.keys.findWriteKey(key);
    if (document === null) return null;
    const workspace = await this.workspaces.read(document.workspace);
    if (workspace === null) return null;
    return holderOf(workspace, document.source ?? document.keyId);
  }
}

/** How events of that source are taken into this workspace. */
export function holderOf({ _id, triggerAgeMs, identityRules }: WorkspaceDocument, source: string): WriteKeyHolder {
  return { workspace: _id, source, triggerAgeMs, identityRules: identityRules ? compileIdentityRules(identityRules.rules) : defaultCompiledRules };
}
