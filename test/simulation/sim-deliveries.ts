import type { DeliveriesPort, DeliveryChange, HandOverMark } from '@cairn/server/messages/deliveries.port.js';
import type { DeliveryDocument, DeliveryIntent, DeliveryState } from '@cairn/server/messages/delivery.js';
import type { CoreSession } from '@cairn/server/profiles/core.js';
import { type MemoryDatabase, type MemorySession, notYet, type Steps } from '@cairn/server/profiles/memory-database.js';

const collection = 'deliveries';

/** The delivery ledger over the simulated replica set: the real procedure's conditions, with everything a fail-over does to them. */
export class SimDeliveries implements DeliveriesPort {
  protected readonly db: MemoryDatabase;
  protected readonly steps: Steps;

  constructor(db: MemoryDatabase, steps: Steps) {
    this.db = db;
    this.steps = steps;
  }

  async beginAttempt(intent: DeliveryIntent, now: Date, session?: CoreSession): Promise<DeliveryDocument | null> {
    const id = `${intent.workspace}:${intent.key}`;
    const written = await this.write('delivery attempt', id, (found) => {
      if (found && found.state !== 'intended') return undefined;
      if (found) return { ...found, handOver: found.handOver + 1, updatedAt: now };
      return { ...intent, _id: id, state: 'intended', handOver: 1, createdAt: now, updatedAt: now, history: [{ state: 'intended', at: now }] };
    });
    if (written && session) this.observed(session, written.index);
    return written?.document ?? null;
  }

  /** The barrier: what the session reads from now on includes this write. */
  protected observed(session: CoreSession, index: number): void {
    const own = session as unknown as MemorySession;
    own.index = Math.max(own.index, index);
  }

  async read(workspace: string, key: string, session?: CoreSession): Promise<DeliveryDocument | null> {
    return await this.steps.step('read delivery', () => {
      const view = this.view(session);
      return view ? (view.read<DeliveryDocument>(collection).get(`${workspace}:${key}`) ?? null) : notYet;
    });
  }

  protected view(session?: CoreSession): ReturnType<MemoryDatabase['view']> {
    return this.db.view((session ?? { index: 0 }) as unknown as MemorySession);
  }

  async beginHandOver(workspace: string, key: string, attempt: number, { to }: HandOverMark, now: Date, session?: CoreSession): Promise<boolean> {
    return await this.change(`${workspace}:${key}`, attempt, ['intended'], session, (found) => ({ ...found, to, state: 'handing-over', handedOverAt: now }));
  }

  async settle(workspace: string, key: string, attempt: number, change: DeliveryChange, now: Date, session?: CoreSession): Promise<boolean> {
    return await this.change(`${workspace}:${key}`, attempt, change.from, session, (found) => ({
      ...found,
      state: change.to,
      updatedAt: now,
      ...(change.reason !== undefined && { reason: change.reason }),
      ...(change.refusal && { refusals: (found.refusals ?? 0) + 1 }),
    }));
  }

  async states(workspace: string, keys: string[], session?: CoreSession): Promise<Map<string, DeliveryState>> {
    return await this.steps.step('read delivery states', () => {
      const view = this.view(session);
      if (!view) return notYet;
      const all = view.read<DeliveryDocument>(collection);
      return new Map(
        keys.flatMap((key): [string, DeliveryState][] =>
          all.has(`${workspace}:${key}`) ? [[key, (all.get(`${workspace}:${key}`) as DeliveryDocument).state]] : [],
        ),
      );
    });
  }

  protected async change(
    id: string,
    attempt: number,
    from: DeliveryState[],
    session: CoreSession | undefined,
    next: (found: DeliveryDocument) => DeliveryDocument,
  ): Promise<boolean> {
    const written = await this.write(`delivery ${from.join('|')} →`, id, (found) => (found && this.mayChange(found, attempt, from) ? next(found) : undefined));
    if (written && session) this.observed(session, written.index);
    return written !== undefined;
  }

  protected mayChange(found: DeliveryDocument, attempt: number, from: DeliveryState[]): boolean {
    return found.handOver === attempt && from.includes(found.state);
  }

  private async write(
    name: string,
    id: string,
    change: (found: DeliveryDocument | undefined) => DeliveryDocument | undefined,
  ): Promise<{ document: DeliveryDocument; index: number } | undefined> {
    const written = await this.steps.step(name, () => {
      const document = change(this.db.get<DeliveryDocument>(collection, id));
      return document && { document, index: this.db.put([{ collection, id, document }]) };
    });
    if (!written) return undefined;
    await this.steps.step('majority', () => {
      const answer = this.db.acknowledged(written.index);
      if (answer === false) throw new Error('The write was rolled back.');
      return answer ?? notYet;
    });
    return written;
  }
}
