import type { EventDocument } from '@cairn/server/events/event.js';
import { EventRefusal } from '@cairn/server/events/events.errors.js';
import { EventsStore } from '@cairn/server/events/events.store.js';
import { readEvent } from '@cairn/server/events/read-event.js';
import { collections, type NoticeDocument } from '@cairn/server/platform/collections.js';
import { unescapeKey } from '@cairn/server/platform/keys.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import { ruleSource } from '@cairn/server/profiles/fold-rules.js';
import type { Effect } from '@cairn/server/profiles/profile.js';
import type { Collection, Db } from 'mongodb';

/** What rules do beside the profile's own write. Each under an id of the turn: done again, it changes nothing. */
export class RuleEffects {
  private readonly events: EventsStore;
  private readonly notices: Collection<NoticeDocument>;
  private readonly clock: Clock;

  constructor(db: Db, clock: Clock) {
    this.events = new EventsStore(db);
    this.notices = db.collection<NoticeDocument>(collections.notices, { writeConcern: { w: 'majority' } });
    this.clock = clock;
  }

  /** An event like anybody's, so that nothing passes catch-up by; who folds it next is the sweep of pending events. */
  async setTraits(workspace: string, { messageId, rule, owner, traits, at, historic }: Extract<Effect, { kind: 'setTraits' }>): Promise<void> {
    const named = Object.fromEntries(Object.entries(traits).map(([name, value]) => [unescapeKey(name), value]));
    const call = { messageId, traits: named, timestamp: new Date(at).toISOString(), context: { by: `rule:${rule}` } };
    const around = { workspace, source: ruleSource, owner, receivedAt: this.clock.now(), triggerAgeMs: Number.POSITIVE_INFINITY, isImport: historic };
    let event: EventDocument;
    try {
      event = readEvent(call, 'identify', around);
    } catch (error) {
      // What no event may say is not said, now or later: it must not wait in the outbox for ever.
      if (error instanceof EventRefusal) return;
      throw error;
    }
    await this.events.insert([event]);
  }

  async notify(workspace: string, { noticeId, profileId, rule, on, text, at }: Extract<Effect, { kind: 'notify' }>): Promise<void> {
    const notice = { workspace, profileId, rule, on, text, at: new Date(at), createdAt: new Date(this.clock.now()) };
    await this.notices.updateOne({ _id: `${workspace}:${noticeId}` }, { $setOnInsert: notice }, { upsert: true });
  }
}
