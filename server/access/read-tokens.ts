import type { Clock } from '../profiles/core.js';
import type { KeyDocument, KeysStore } from './keys.store.js';

const freshMs = 5_000;
const tokensKept = 10_000;

/** Looks API keys and public tokens up and remembers the answers for a few seconds, the negative ones too. A withdrawn one works so long. */
export class ReadTokens {
  private readonly known = new Map<string, { document: KeyDocument | null; at: number }>();

  constructor(
    private readonly keys: KeysStore,
    private readonly clock: Clock,
  ) {}

  async find(token: string): Promise<KeyDocument | null> {
    const now = this.clock.now();
    const cached = this.known.get(token);
    if (cached !== undefined && now - cached.at < freshMs) return cached.document;
    const document = token.startsWith('pk_') ? await this.keys.findPublicToken(token) : await this.keys.findApiKey(token);
    this.known.delete(token);
    this.known.set(token, { document, at: now });
    if (this.known.size > tokensKept) this.known.delete(this.known.keys().next().value as string);
    if (document !== null) await this.keys.touch(document, new Date(now));
    return document;
  }
}
