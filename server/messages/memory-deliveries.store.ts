import type { DeliveriesPort, DeliveryChange, HandOverMark } from './deliveries.port.js';
import type { DeliveryContent, DeliveryDocument, DeliveryIntent, DeliveryState } from './delivery.js';

/** The ledger in memory, for tests and the simulation; held to {@link DeliveriesPort} by the same suite as the real one. */
export class MemoryDeliveriesStore implements DeliveriesPort {
  readonly documents = new Map<string, DeliveryDocument>();
  readonly contents = new Map<string, Pick<DeliveryContent, 'handOver' | 'subject' | 'html' | 'text'>>();

  async beginAttempt(intent: DeliveryIntent, now: Date): Promise<DeliveryDocument | null> {
    const id = `${intent.workspace}:${intent.key}`;
    const found = this.documents.get(id);
    if (found && found.state !== 'intended') return null;
    const next: DeliveryDocument = found
      ? { ...found, handOver: found.handOver + 1, updatedAt: now }
      : { ...intent, _id: id, state: 'intended', handOver: 1, createdAt: now, updatedAt: now, history: [{ state: 'intended', at: now }] };
    this.documents.set(id, next);
    return structuredClone(next);
  }

  async read(workspace: string, key: string): Promise<DeliveryDocument | null> {
    return structuredClone(this.documents.get(`${workspace}:${key}`) ?? null);
  }

  async beginHandOver(workspace: string, key: string, attempt: number, message: HandOverMark, now: Date): Promise<boolean> {
    const { content, ...mark } = message;
    const id = `${workspace}:${key}`;
    if ((this.contents.get(id)?.handOver ?? 0) <= attempt) this.contents.set(id, { handOver: attempt, ...content });
    return this.change(id, attempt, ['intended'], (found) => ({
      ...found,
      ...mark,
      state: 'handing-over',
      subject: content.subject,
      handedOverAt: now,
      updatedAt: now,
      history: [...found.history, { state: 'handing-over', at: now }],
    }));
  }

  async settle(workspace: string, key: string, attempt: number, change: DeliveryChange, now: Date): Promise<boolean> {
    const { from, to, detail, refusal } = change;
    const reason = to === 'sent' ? undefined : change.reason;
    return this.change(`${workspace}:${key}`, attempt, from, (found) => {
      const next: DeliveryDocument = {
        ...found,
        state: to,
        updatedAt: now,
        ...(reason !== undefined && { reason }),
        ...(detail !== undefined && { detail }),
        ...(to === 'sent' && { sentAt: now }),
        ...(refusal && { refusals: (found.refusals ?? 0) + 1 }),
        history: [...found.history, { state: to, at: now, ...(reason !== undefined && { reason }) }].slice(-50),
      };
      if (to === 'sent') {
        delete next.reason;
        if (detail === undefined) delete next.detail;
      }
      return next;
    });
  }

  async states(workspace: string, keys: string[]): Promise<Map<string, DeliveryState>> {
    const states = new Map<string, DeliveryState>();
    for (const key of keys) {
      const found = this.documents.get(`${workspace}:${key}`);
      if (found) states.set(key, found.state);
    }
    return states;
  }

  private change(id: string, attempt: number, from: DeliveryState[], next: (found: DeliveryDocument) => DeliveryDocument): boolean {
    const found = this.documents.get(id);
    if (!found || found.handOver !== attempt || !from.includes(found.state)) return false;
    this.documents.set(id, next(found));
    return true;
  }
}
