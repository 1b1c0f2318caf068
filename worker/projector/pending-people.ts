import { importBuckets, liveBuckets } from '@cairn/server/events/buckets.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { collections, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import type { Person } from '@cairn/server/profiles/core.js';
import type { Collection, Db, Filter } from 'mongodb';

/** Rows looked at in one sweep; somebody's backlog cannot fill more than one look. */
const lookRows = 3_000;
/** Whoever has more pending than this is a crowd: their fold takes longer than the others' together. */
const crowdRows = 50;
/** Workspaces that a full look did not come by: asked by the next look, and for how many rows each. */
const passedBy = { workspaces: 50, rows: 50 };

/** Where the last full look ended: among the events of a bucket, by their person. */
interface Place {
  bucket: number;
  after?: string;
}

/** Who has pending events, in turn: a sweep begins behind the person where the last one was full (fairness, design §2). */
export class PendingPeople {
  private readonly events: Collection<EventDocument>;
  private readonly workspaces: Collection<WorkspaceDocument>;
  private turn = 0;
  private next: { live: Place; imports: Place } = { live: { bucket: 0 }, imports: { bucket: liveBuckets } };

  constructor(db: Db) {
    this.events = db.collection<EventDocument>(collections.events);
    this.workspaces = db.collection<WorkspaceDocument>(collections.workspaces);
  }

  /** At most `limit` people of these buckets, workspaces taking turns; those of them who are a crowd by themselves. `more`: there is more to do. */
  async find(kind: 'live' | 'imports', buckets: readonly number[], limit: number): Promise<{ people: Person[]; crowds: Person[]; more: boolean }> {
    const first = kind === 'live' ? 0 : liveBuckets;
    const end = kind === 'live' ? liveBuckets : liveBuckets + importBuckets;
    const from = this.next[kind];
    const rows = await this.events
      .find(behind(from, end, first, buckets), { projection: { _id: 0, who: 1, pending: 1 }, sort: { pending: 1, who: 1 }, limit: lookRows })
      .toArray();
    const full = rows.length >= lookRows;
    const last = rows.at(-1);
    this.next[kind] = full && last?.pending !== undefined ? { bucket: last.pending, after: last.who } : { bucket: first };
    const within = share(first, end, first, buckets);
    const others = full ? await this.othersThan(new Set(rows.map(({ who }) => workspaceOf(who))), within) : [];
    const counts = new Map<string, number>();
    for (const { who } of [...rows, ...others]) counts.set(who, (counts.get(who) ?? 0) + 1);
    const people = takingTurns([...counts.keys()]);
    const chosen = people.slice(0, limit);
    return {
      people: chosen,
      crowds: chosen.filter((person) => 'identity' in person && (counts.get(person.identity) ?? 0) > crowdRows),
      more: full || people.length > limit || (people.length === 0 && (from.bucket > first || from.after !== undefined)),
    };
  }

  /** A workspace's backlog fills one look after the other: those behind it in the order of buckets do not wait for its end. Many of them take turns. */
  private async othersThan(seen: ReadonlySet<string>, within: ReturnType<typeof share>): Promise<Pick<EventDocument, 'who'>[]> {
    const all = await this.workspaces.find({}, { projection: { _id: 1 }, sort: { _id: 1 } }).toArray();
    const others = all.flatMap(({ _id }) => (seen.has(_id) ? [] : [_id]));
    const from = others.length > passedBy.workspaces ? this.turn % others.length : 0;
    this.turn = from + passedBy.workspaces;
    const asked = [...others.slice(from), ...others.slice(0, from)].slice(0, passedBy.workspaces);
    const find = async (workspace: string) => {
      const filter = { pending: { $exists: true, ...within }, who: { $gte: `${workspace}:`, $lt: `${workspace};` } };
      return await this.events.find(filter, { projection: { _id: 0, who: 1 }, limit: passedBy.rows }).toArray();
    };
    return (await Promise.all(asked.map(find))).flat();
  }

  /** When the oldest pending event was received; null: nothing is pending. */
  async oldest(): Promise<Date | null> {
    const [row] = await this.events
      .find({ pending: { $gte: 0, $lt: liveBuckets } }, { projection: { receivedAt: 1 }, limit: 200 })
      .sort({ pending: 1 })
      .toArray()
      .then((rows) => rows.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime()));
    return row?.receivedAt ?? null;
  }
}

/** The rest of the place's own bucket, then the buckets after it. */
function behind({ bucket, after }: Place, end: number, first: number, buckets: readonly number[]): Filter<EventDocument> {
  const isOwn = buckets.length === liveBuckets || buckets.includes(bucket - first);
  const later = share(after === undefined ? bucket : bucket + 1, end, first, buckets);
  if (after === undefined || !isOwn) return { pending: { $exists: true, ...later } };
  return { pending: { $exists: true }, $or: [{ pending: bucket, who: { $gt: after } }, { pending: { $exists: true, ...later } }] };
}

function share(from: number, end: number, first: number, buckets: readonly number[]): { $gte: number; $lt: number } | { $in: number[] } {
  if (buckets.length === liveBuckets) return { $gte: from, $lt: end };
  return { $in: buckets.map((own) => own + first).filter((own) => own >= from) };
}

function workspaceOf(who: string): string {
  return who.slice(0, who.indexOf(':'));
}

/** `workspace:type:value`: one of each workspace after the other. */
export function takingTurns(whos: readonly string[]): Person[] {
  const lanes = new Map<string, string[]>();
  for (const who of whos) {
    const workspace = workspaceOf(who);
    const lane = lanes.get(workspace);
    if (lane) lane.push(who);
    else lanes.set(workspace, [who]);
  }
  const people: Person[] = [];
  for (let turn = 0; people.length < whos.length; turn++) {
    for (const [workspace, lane] of lanes) {
      const identity = lane[turn];
      if (identity !== undefined) people.push({ workspace, identity });
    }
  }
  return people;
}
