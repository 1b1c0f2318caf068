import { EventsStore } from '@cairn/server/events/events.store.js';
import { collections, type NoticeDocument } from '@cairn/server/platform/collections.js';
import type { Clock } from '@cairn/server/profiles/core.js';
import { eventOfRule } from '@cairn/server/profiles/own-events.js';
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
  async setTraits(workspace: string, effect: Extract<Effect, { kind: 'setTraits' }>): Promise<void> {
    const event = eventOfRule(workspace, effect, this.clock.now());
    // What no event may say is not said, now or later: it must not wait in the outbox for ever.
    if (event) await this.events.insert([event]);
  }

  async notify(workspace: string, { noticeId, profileId, rule, on, text, at }: Extract<Effect, { kind: 'notify' }>): Promise<void> {
    const notice = { workspace, profileId, rule, on, text, at: new Date(at), createdAt: new Date(this.clock.now()) };
    await this.notices.updateOne({ _id: `${workspace}:${noticeId}` }, { $setOnInsert: notice }, { upsert: true });
  }
}
