import type { ServerMetrics } from '../platform/metrics.js';
import type { Clock } from '../profiles/core.js';
import type { Catalogue } from './catalogue.js';
import type { EventDocument, EventType, IdentityId } from './event.js';
import { EventRefusal, ingestionErrors, refusals } from './events.errors.js';
import type { InsertOutcome } from './events.store.js';
import type { GroupCommit } from './group-commit.js';
import { ingestionLimits as limits } from './ingestion.limits.js';
import { parseInstant } from './instants.js';
import { type EventEnvelope, isObject, readEvent } from './read-event.js';
import type { WakeUp } from './wake-up.js';
import type { WriteKeyHolder, WriteKeys } from './write-keys.js';

/** The source of what people do on the pages. */
const handSource = 'hand';

/** One refused event of a batch. */
export interface Rejection {
  index: number;
  code: string;
  message: string;
}

export interface BatchAnswer {
  success: true;
  /** Stored, repeats included. */
  accepted: number;
  rejected: Rejection[];
}

/** A call as it came: parsed JSON and how large it was. */
export interface IngestionCall {
  body: unknown;
  bytes: number;
  /** From Basic auth or the query; else `writeKey` of the body counts. */
  writeKey?: string | undefined;
}

/** Takes events in: authenticate, validate, clean, store, wake the workers. Returns only after the events are stored for good. */
export class Ingestion {
  constructor(
    private readonly keys: WriteKeys,
    private readonly commit: GroupCommit,
    private readonly wakeUp: WakeUp,
    private readonly catalogue: Catalogue,
    private readonly metrics: ServerMetrics,
    private readonly clock: Clock,
  ) {}

  /** @throws UserError when the call or its event is refused, OperationalError when nothing can be stored. */
  async single(type: EventType, call: IngestionCall): Promise<{ success: true; messageId: string }> {
    const holder = await this.authenticate(call);
    if (!isObject(call.body)) throw ingestionErrors.bodyNotAnObject();
    const envelope = this.envelopeOf(holder, {});
    try {
      if (call.bytes > limits.eventBytes) throw refusals.eventTooLarge(call.bytes);
      const event = readEvent(call.body, type, envelope);
      await this.store(holder, [event]);
      return { success: true, messageId: event.messageId };
    } catch (error) {
      if (!(error instanceof EventRefusal)) throw error;
      this.metrics.rejected.inc({ workspace: holder.workspace, code: error.code });
      throw ingestionErrors.refused(error);
    }
  }

  /** A bad event is refused by its index, its neighbours are kept (semantics §1.6). */
  async batch(call: IngestionCall): Promise<BatchAnswer> {
    const holder = await this.authenticate(call);
    if (!isObject(call.body)) throw ingestionErrors.bodyNotAnObject();
    const { batch } = call.body;
    if (!Array.isArray(batch)) throw ingestionErrors.missingBatch();
    if (batch.length > limits.batchEvents) throw ingestionErrors.tooManyEvents(batch.length);
    const envelope = this.envelopeOf(holder, call.body);
    const events: EventDocument[] = [];
    const rejected: Rejection[] = [];
    for (let index = 0; index < batch.length; index += 1) {
      try {
        if (call.bytes > limits.eventBytes) refuseLarge(batch[index]);
        events.push(readEvent(batch[index], undefined, envelope));
      } catch (error) {
        if (!(error instanceof EventRefusal)) throw error;
        rejected.push({ index, code: error.code, message: error.message });
        this.metrics.rejected.inc({ workspace: holder.workspace, code: error.code });
      }
    }
    await this.store(holder, events);
    return { success: true, accepted: events.length, rejected };
  }

  /**
   * What somebody does by hand for a person: stored like any event, so that nothing passes catch-up by. Answers it as stored.
   * @throws UserError when it is refused, naming what and why.
   */
  async byHand(type: EventType, body: { [key: string]: unknown }, owner: Pick<EventEnvelope, 'workspace' | 'owner' | 'identityRules'>): Promise<EventDocument> {
    try {
      refuseLarge(body);
      const event = readEvent(body, type, {
        ...owner,
        source: handSource,
        triggerAgeMs: Number.POSITIVE_INFINITY,
        receivedAt: this.clock.now(),
        isImport: false,
      });
      await this.store({ workspace: owner.workspace, source: handSource }, [event]);
      return event;
    } catch (error) {
      throw error instanceof EventRefusal ? ingestionErrors.refused(error) : error;
    }
  }

  /** Events of Cairn's own about people who were named: as {@link byHand}, many at once, each refused alone. Safe to repeat under the same messageIds. */
  async about(
    people: readonly { owner: IdentityId; call: { [key: string]: unknown } }[],
    around: Pick<EventEnvelope, 'workspace' | 'source' | 'identityRules'>,
  ): Promise<BatchAnswer> {
    const envelope = { ...around, triggerAgeMs: Number.POSITIVE_INFINITY, receivedAt: this.clock.now(), isImport: false };
    const events: EventDocument[] = [];
    const rejected: Rejection[] = [];
    for (const [index, { owner, call }] of people.entries()) {
      try {
        refuseLarge(call);
        events.push(readEvent(call, undefined, { ...envelope, owner }));
      } catch (error) {
        if (!(error instanceof EventRefusal)) throw error;
        rejected.push({ index, code: error.code, message: error.message });
      }
    }
    await this.store(around, events);
    return { success: true, accepted: events.length, rejected };
  }

  /** What Cairn itself brings (the demo shop), taken in as a batch of somebody's would be. Safe to repeat. @throws EventRefusal, and nothing is stored */
  async own(calls: readonly unknown[], holder: WriteKeyHolder): Promise<void> {
    const envelope = this.envelopeOf(holder, {});
    await this.store(
      holder,
      calls.map((call) => readEvent(call, undefined, envelope)),
    );
  }

  private async authenticate({ writeKey, body }: IngestionCall): Promise<WriteKeyHolder> {
    const key = writeKey ?? (isObject(body) && typeof body.writeKey === 'string' ? body.writeKey : undefined);
    if (key === undefined || key === '') throw ingestionErrors.missingWriteKey();
    const holder = await this.keys.find(key).catch((error: unknown) => {
      throw ingestionErrors.unavailable(error);
    });
    if (holder === null) throw ingestionErrors.wrongWriteKey();
    return holder;
  }

  private envelopeOf(holder: WriteKeyHolder, body: { [key: string]: unknown }): EventEnvelope {
    const given = body.sentAt ?? undefined;
    const sentAt = given === undefined ? undefined : parseInstant(given);
    if (given !== undefined && sentAt === undefined) throw ingestionErrors.badSentAt();
    return {
      workspace: holder.workspace,
      source: holder.source,
      triggerAgeMs: holder.triggerAgeMs,
      identityRules: holder.identityRules,
      receivedAt: this.clock.now(),
      sentAt,
      context: isObject(body.context) ? body.context : undefined,
      isImport: body.import === true,
    };
  }

  private async store({ workspace, source }: Pick<WriteKeyHolder, 'workspace' | 'source'>, events: EventDocument[]): Promise<void> {
    if (events.length === 0) return;
    const outcomes = await this.commit.add(events);
    const stored = this.count(workspace, source, events, outcomes);
    if (stored > 0) this.wakeUp.poke();
  }

  private count(workspace: string, source: string, events: EventDocument[], outcomes: InsertOutcome[]): number {
    let repeats = 0;
    let differing = 0;
    for (let index = 0; index < events.length; index += 1) {
      if (outcomes[index] === 'stored') this.catalogue.note(events[index] as EventDocument);
      else if (outcomes[index] === 'repeat') repeats += 1;
      else differing += 1;
    }
    const stored = events.length - repeats - differing;
    this.metrics.accepted.inc({ workspace }, stored);
    if (repeats > 0) this.metrics.repeats.inc({ workspace, body: 'same' }, repeats);
    if (differing > 0) this.metrics.repeats.inc({ workspace, body: 'different' }, differing);
    this.catalogue.noteSource(workspace, source, { stored, repeats, differing, at: this.clock.now() });
    return stored;
  }
}

/** Only asked when the whole body is larger than one event may be, so small batches are not measured twice. */
function refuseLarge(raw: unknown): void {
  let bytes: number;
  try {
    bytes = Buffer.byteLength(JSON.stringify(raw) ?? '');
  } catch {
    // Nested beyond what the stack can hold.
    throw refusals.tooDeep('event');
  }
  if (bytes > limits.eventBytes) throw refusals.eventTooLarge(bytes);
}
