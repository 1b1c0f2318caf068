import type { EventDocument } from '../events/event.js';
import { toEventAnswer } from '../events/event-answer.js';
import type { EventsStore } from '../events/events.store.js';
import { isObject } from '../events/read-event.js';
import { decodeCursor, type Page, pageOf } from '../platform/lists.js';
import { ownId, toConsentItem, toDecisionAnswer, toMergeItem, toProfileDelivery, toProfileRun } from './history-answers.js';
import type { ProfileDocument } from './profile.js';
import type { Before, ProfilesReader } from './profiles.reader.js';
import type { TimelineEventAnswer, TimelineItem, TimelineKind, TimelineQuery } from './profiles.schemas.js';
import { maskTraits } from './sensitive-traits.js';
import { turnsOf } from './tags.js';

interface Asked {
  workspace: string;
  profile: ProfileDocument;
  /** The profile's id, and those merged into it. */
  ids: string[];
  limit: number;
  before: Before | undefined;
  /** Traits whose values are not shown. */
  sensitive: ReadonlySet<string>;
}

type Read = (asked: Asked) => Promise<TimelineItem[]>;

/** Items of one kind that share a millisecond, beyond which a page may repeat or miss one. */
const sameInstantAllowance = 100;

/**
 * One person's histories, merged by (time, kind and id). Each is read from the position on, inclusive of its instant, and what was shown is cut
 * off here: exact as long as one kind has fewer than {@link sameInstantAllowance} items of one millisecond.
 */
export class ProfileTimeline {
  private readonly reads: { [kind in TimelineKind]: Read };

  constructor(
    private readonly reader: ProfilesReader,
    private readonly events: EventsStore,
  ) {
    this.reads = {
      event: async (asked) => await this.eventItems(asked),
      decision: async ({ workspace, ids, limit, before }) => (await this.reader.decisions(workspace, ids, limit, before)).map(decisionItem),
      run: async (asked) => await this.runItems(asked),
      delivery: async (asked) => await this.deliveryItems(asked),
      merge: async ({ workspace, profile, ids, before }) => {
        const merges = await this.reader.merges(workspace, ids);
        return merges.flatMap((merge) => toMergeItem(merge, profile.profileId)).filter(({ at }) => before === undefined || at < before.at.toISOString());
      },
      consent: async ({ workspace, ids, limit, before }) => (await this.reader.consents(workspace, ids, limit, before)).map(toConsentItem),
      tag: async (asked) => await this.tagItems(asked),
    };
  }

  async read(workspace: string, profile: ProfileDocument, query: TimelineQuery, sensitive: ReadonlySet<string>): Promise<Page<TimelineItem>> {
    const ids = await this.reader.idsOf(workspace, profile.profileId);
    const [at, shown] = query.cursor === undefined ? [] : decodeCursor(query.cursor, ['number', 'string']);
    const before: Before | undefined = at === undefined ? undefined : { at: new Date(at + 1), id: '' };
    const limit = query.limit + 1 + (at === undefined ? 0 : sameInstantAllowance);
    const asked: Asked = { workspace, profile, ids, limit, before, sensitive };
    const lists = await Promise.all(query.kinds.map(async (kind) => await this.reads[kind](asked)));
    const items = lists.flat().sort(newestFirst);
    const rest =
      at === undefined || shown === undefined ? items : items.filter((item) => newestFirst({ at: new Date(at).toISOString(), position: shown }, item) < 0);
    return pageOf(
      rest,
      query.limit,
      (item) => item,
      (item) => [Date.parse(item.at), positionOf(item)],
    );
  }

  private async eventItems({ workspace, profile, limit, before, sensitive }: Asked): Promise<TimelineItem[]> {
    const identities = profile.identities.map(({ id }) => id);
    const events = await this.events.timeline(workspace, identities, { limit, before });
    return events.map((event) => ({
      kind: 'event',
      id: event.messageId,
      at: event.timestamp.toISOString(),
      event: toShownEvent(event, profile, sensitive),
    }));
  }

  private async runItems({ workspace, ids, limit, before }: Asked): Promise<TimelineItem[]> {
    const [runs, names] = await Promise.all([this.reader.runs(workspace, ids, limit, before), this.reader.names(workspace)]);
    return runs.map((run) => ({ kind: 'run', id: run.runId, at: run.enteredAt.toISOString(), run: toProfileRun(run, names) }));
  }

  private async deliveryItems({ workspace, ids, limit, before }: Asked): Promise<TimelineItem[]> {
    const [deliveries, names] = await Promise.all([this.reader.deliveries(workspace, ids, limit, before), this.reader.names(workspace)]);
    return deliveries.map((delivery) => ({
      kind: 'delivery',
      id: delivery.key,
      at: delivery.createdAt.toISOString(),
      delivery: toProfileDelivery(delivery, names),
    }));
  }

  private async tagItems({ workspace, profile, before }: Asked): Promise<TimelineItem[]> {
    const names = await this.reader.names(workspace);
    const turns = Object.entries(profile.tags).flatMap(([key, state]) => turnsOf(state).map((turn) => ({ key, turn })));
    return turns
      .filter(({ turn }) => before === undefined || turn.since < before.at)
      .map(({ key, turn: { on, since, by, source } }) => ({
        kind: 'tag',
        id: `${key}/${since.getTime()}/${on ? 1 : 0}`,
        at: since.toISOString(),
        tag: { key, ...names.tag(key), on, by, source },
      }));
  }
}

function decisionItem(decision: Parameters<typeof toDecisionAnswer>[0]): TimelineItem {
  return { kind: 'decision', id: ownId(decision), at: decision.at.toISOString(), decision: toDecisionAnswer(decision) };
}

/** An event of this person, without the values of sensitive traits. */
export function toShownEvent(event: EventDocument, profile: ProfileDocument, sensitive: ReadonlySet<string>): TimelineEventAnswer {
  const answer = toEventAnswer(event, isApplied(profile, event));
  const { shown, masked } = maskTraits(answer.traits ?? {}, sensitive);
  // RudderStack sends them in the context, with every event.
  const inContext = answer.context?.traits;
  const again = maskTraits(isObject(inContext) ? inContext : {}, sensitive);
  const names = [...new Set([...masked, ...again.masked])];
  if (names.length === 0) return answer;
  return {
    ...answer,
    ...(answer.traits && { traits: shown }),
    ...(again.masked.length > 0 && { context: { ...answer.context, traits: again.shown } }),
    maskedTraits: names,
  };
}

/** Folded, though not yet marked done. */
function isApplied(profile: ProfileDocument, event: EventDocument): boolean {
  return profile.applied.includes(`${event.messageId}/${event.replayAttempt}`);
}

type Placed = Pick<TimelineItem, 'at' | 'kind' | 'id'> | { at: string; position: string };

function positionOf(item: Placed): string {
  return 'position' in item ? item.position : `${item.kind}/${item.id}`;
}

function newestFirst(a: Placed, b: Placed): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  const [first, second] = [positionOf(a), positionOf(b)];
  return first === second ? 0 : first < second ? 1 : -1;
}
