import type { Json } from '@cairn/rules/contracts/facts.js';
import { reservedEventPrefix } from '@cairn/workflows/contracts/names.js';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { Logger } from 'pino';

import { collections } from '../platform/collections.js';
import { unescapeKey } from '../platform/keys.js';
import type { PersonalClass } from '../traits/personal-class.js';
import type { EventDocument } from './event.js';
import { examplesKept, Seen } from './seen.js';

/** What has values, and a description for people: a person's trait, an account's, a property of one event. */
export type ValueKind = 'trait' | 'accountTrait' | 'property';
/** The last three have documents only for what people say of them ({@link CatalogueNote}). */
export type CatalogueKind = ValueKind | 'event' | 'source' | 'hour' | 'computed' | 'segment' | 'tag';

/** What people say of a trait or property. */
export interface CatalogueNote {
  /** Who answers for it: a name or an address. */
  owner?: string;
  description?: string;
  /** Confirmed or corrected; absent: only guessed. */
  personalClass?: PersonalClass;
  /** Browsers may read it by a public read token. */
  public?: boolean;
  at: Date;
  by: string;
}

/**
 * What was seen: names of events, traits and properties; sources and hours, for their counters. `_id` = `workspace:kind:name`, of a property
 * `workspace:property:event/name`, both URI-encoded. Kept up by additions in memory, written once a second, known names every 15 s: a
 * killed process loses so much counting and never an event. At most {@link namesKept} names of a kind.
 */
export interface CatalogueDocument {
  _id: string;
  workspace: string;
  kind: CatalogueKind;
  /** As the sender wrote it; an hour as `2026-01-31T12` (UTC, by the events' own time). */
  name: string;
  /** property: of which event. */
  event?: string;
  count: number;
  firstSeenAt?: Date;
  /** Absent: never, only described. */
  lastSeenAt?: Date;
  /** event: names of properties seen. */
  properties?: string[];
  /** A few values, never such as tell who somebody is. */
  examples?: Json[];
  /** Where a value tells who somebody is: the last one, unrecognisable. */
  masked?: string;
  /** Bits of {@link typesOf}. */
  types?: number;
  sources?: string[];
  /** Values looked into, and how many of them looked like which personal data. */
  sampled?: number;
  hits?: { [personalClass: string]: number };
  /** source: repeats with the same and with a different body. */
  repeats?: number;
  differingRepeats?: number;
  note?: CatalogueNote;
}

type NotePatch = { [Field in keyof Omit<CatalogueNote, 'at' | 'by'>]?: CatalogueNote[Field] | null };

interface Counter {
  workspace: string;
  kind: 'event' | 'source' | 'hour';
  name: string;
  count: number;
  lastSeenAt: number;
  properties: Map<string, Seen>;
  repeats: number;
  differingRepeats: number;
}

/** A sender that makes names up (`Order 4711 placed`) must not fill the store: later ones are not listed. */
export const namesKept = { event: 2_000, trait: 2_000, accountTrait: 500, property: 10_000 } as const;
const propertiesKept = 100;
const sourcesKept = 20;
/** Between two writes, of all workspaces. */
const seenAtOnce = 50_000;
const groupsRemembered = 1_000;
const notesRead = 10_000;
const none: Set<Json> = new Set();
const flushMs = 1_000;
/** What only counts on can wait. */
const countingMs = 15_000;
/** Older hours are shown nowhere, so an import of years makes no counters of them. */
const hoursKeptMs = 15 * 24 * 3_600_000;

export class Catalogue {
  private readonly documents: Collection<CatalogueDocument>;
  private counters = new Map<string, Counter>();
  private seen = new Map<string, { workspace: string; seen: Seen }>();
  /** `workspace:kind` → id in the store → examples there. Read once. */
  private readonly stored = new Map<string, Map<string, Set<Json>>>();
  private seenWrittenAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    db: Db,
    private readonly logger?: Logger,
  ) {
    this.documents = db.collection<CatalogueDocument>(collections.catalogue);
  }

  async ensureIndexes(): Promise<void> {
    await this.documents.createIndex({ workspace: 1, kind: 1, name: 1 });
  }

  /** Remembers an event that was stored for the first time. */
  note(event: EventDocument): void {
    if (event.name.startsWith(reservedEventPrefix)) return;
    const at = event.receivedAt.getTime();
    const { workspace, source } = event;
    if (at - event.timestamp.getTime() < hoursKeptMs) this.add(workspace, 'hour', hourOf(event.timestamp), at);
    const counter = this.add(workspace, 'event', event.name, at);
    for (const key in event.properties) {
      let seen = counter.properties.get(key);
      if (seen === undefined) {
        if (counter.properties.size >= propertiesKept) break;
        seen = new Seen({ kind: 'property', name: unescapeKey(key), event: event.name });
        counter.properties.set(key, seen);
      }
      seen.add(event.properties[key] as Json, source, at);
    }
    const kind = event.type === 'identify' ? 'trait' : event.type === 'group' ? 'accountTrait' : undefined;
    if (kind === undefined) return;
    for (const key in event.traits) this.noteValue(workspace, kind, unescapeKey(key), event.traits[key] as Json, source, at);
  }

  /** A trait that something of ours sets, before the first event brings it. `at` in ms UTC. */
  noteTrait(workspace: string, name: string, value: Json, { source, at }: { source: string; at: number }): void {
    this.noteValue(workspace, 'trait', name, value, source, at);
  }

  private noteValue(workspace: string, kind: ValueKind, name: string, value: Json, source: string, at: number): void {
    const id = catalogueId(workspace, { kind, name });
    let entry = this.seen.get(id);
    if (entry === undefined) {
      if (this.seen.size >= seenAtOnce) return;
      entry = { workspace, seen: new Seen({ kind, name }) };
      this.seen.set(id, entry);
      this.schedule();
    }
    entry.seen.add(value, source, at);
  }

  noteSource(workspace: string, source: string, counts: { stored: number; repeats: number; differing: number; at: number }): void {
    const counter = this.add(workspace, 'source', source, counts.at, counts.stored);
    counter.repeats += counts.repeats;
    counter.differingRepeats += counts.differing;
  }

  private add(workspace: string, kind: Counter['kind'], name: string, at: number, count = 1): Counter {
    const id = `${workspace}:${kind}:${name}`;
    let counter = this.counters.get(id);
    if (counter === undefined) {
      counter = { workspace, kind, name, count: 0, lastSeenAt: at, properties: new Map(), repeats: 0, differingRepeats: 0 };
      if (this.counters.size < seenAtOnce) this.counters.set(id, counter);
      this.schedule();
    }
    counter.count += count;
    if (at > counter.lastSeenAt) counter.lastSeenAt = at;
    return counter;
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.write(false), flushMs).unref();
  }

  /** Writes everything that was seen since the last time. */
  async flush(): Promise<void> {
    await this.write(true);
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async write(all: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counters = [...this.counters];
    this.counters = new Map();
    for (const [, counter] of counters) this.keepProperties(counter);
    const isTurn = all || performance.now() - this.seenWrittenAt >= countingMs;
    if (isTurn) this.seenWrittenAt = performance.now();
    const values = [...this.seen].filter(([id, { workspace, seen }]) => isTurn || !this.isStored(workspace, seen.of.kind, id));
    for (const [id] of values) this.seen.delete(id);
    if (this.seen.size > 0) this.schedule();
    this.flushing = this.flushing.then(async () => await this.store(counters, values));
    await this.flushing;
  }

  /** Moves an event's properties to the values, adding to those that wait there. */
  private keepProperties({ workspace, properties }: Counter): void {
    for (const seen of properties.values()) {
      const id = catalogueId(workspace, seen.of);
      const waiting = this.seen.get(id);
      if (waiting) waiting.seen.join(seen);
      else if (this.seen.size < seenAtOnce) this.seen.set(id, { workspace, seen });
    }
  }

  private isStored(workspace: string, kind: ValueKind, id: string): boolean {
    return this.stored.get(`${workspace}:${kind}`)?.has(id) === true;
  }

  private async store(counters: [string, Counter][], values: [string, { workspace: string; seen: Seen }][]): Promise<void> {
    if (counters.length + values.length === 0) return;
    try {
      const operations: AnyBulkWriteOperation<CatalogueDocument>[] = [];
      const properties = new Map<string, string[]>();
      for (const [id, { workspace, seen }] of values) {
        const known = await this.knownIn(workspace, seen.of.kind);
        const examples = known.get(id) ?? (known.size < namesKept[seen.of.kind] ? new Set<Json>() : undefined);
        if (examples === undefined) continue;
        if (seen.of.event !== undefined && !known.has(id)) append(properties, `${workspace}:event:${seen.of.event}`, seen.of.name);
        known.set(id, examples);
        const added = [...seen.examples].filter((example) => !examples.has(example)).slice(0, examplesKept - examples.size);
        for (const example of added) examples.add(example);
        operations.push(describing(id, workspace, seen, added));
      }
      for (const [id, counter] of counters) {
        if (counter.kind === 'event') {
          const known = await this.knownIn(counter.workspace, 'event');
          if (!known.has(id) && known.size >= namesKept.event) continue;
          known.set(id, none);
        }
        operations.push(counting(id, counter, properties.get(id) ?? []));
      }
      if (operations.length > 0) await this.documents.bulkWrite(operations, { ordered: false, writeConcern: { w: 1 } });
    } catch (error) {
      this.logger?.warn({ err: error, entries: counters.length + values.length }, 'a moment of counting was lost');
    }
  }

  private async knownIn(workspace: string, kind: 'event' | ValueKind): Promise<Map<string, Set<Json>>> {
    const group = `${workspace}:${kind}`;
    const known = this.stored.get(group);
    if (known !== undefined) return known;
    const documents = await this.documents
      .find({ workspace, kind })
      .project<Pick<CatalogueDocument, '_id' | 'examples'>>({ examples: 1 })
      .limit(namesKept[kind])
      .toArray();
    const read = new Map(documents.map(({ _id, examples }) => [_id, new Set(examples)]));
    this.stored.set(group, read);
    if (this.stored.size > groupsRemembered) this.stored.delete(this.stored.keys().next().value as string);
    return read;
  }

  /** By name; `prefix` is matched without regard to case. */
  async list(workspace: string, kind: 'event' | 'trait', options: { prefix?: string; limit: number }): Promise<CatalogueDocument[]> {
    const prefix = (options.prefix ?? '').toLowerCase();
    const all = await this.readAll(workspace, kind);
    const matching = all.filter((document) => document.name.toLowerCase().startsWith(prefix));
    return matching.sort((a, b) => b.count - a.count).slice(0, options.limit);
  }

  /** Everything of a kind, by name. */
  async readAll(workspace: string, kind: 'event' | ValueKind): Promise<CatalogueDocument[]> {
    return await this.documents.find({ workspace, kind }).sort({ name: 1 }).limit(namesKept[kind]).toArray();
  }

  /** What people said of everything of a kind. */
  async readNotes(workspace: string, kind: CatalogueKind): Promise<CatalogueDocument[]> {
    return await this.documents
      .find({ workspace, kind, note: { $exists: true } })
      .limit(notesRead)
      .toArray();
  }

  async read(workspace: string, place: Pick<CatalogueDocument, 'kind' | 'name' | 'event'>): Promise<CatalogueDocument | null> {
    return await this.documents.findOne({ _id: catalogueId(workspace, place) });
  }

  /** Keeps what somebody says of a name, seen or not. */
  async describe(
    workspace: string,
    place: Pick<CatalogueDocument, 'kind' | 'name' | 'event'>,
    patch: NotePatch,
    said: { at: Date; by: string },
  ): Promise<void> {
    const { $set, $unset } = noted(patch);
    await this.documents.updateOne(
      { _id: catalogueId(workspace, place) },
      { $setOnInsert: { workspace, ...place, count: 0 }, $set: { ...$set, 'note.at': said.at, 'note.by': said.by }, ...($unset && { $unset }) },
      { upsert: true },
    );
  }

  async readMany(workspace: string, kind: CatalogueKind, names: string[]): Promise<CatalogueDocument[]> {
    return await this.documents.find({ _id: { $in: names.map((name) => `${workspace}:${kind}:${name}`) } }).toArray();
  }
}

function counting(id: string, counter: Counter, properties: string[]): AnyBulkWriteOperation<CatalogueDocument> {
  const { workspace, kind, name } = counter;
  return {
    updateOne: {
      filter: { _id: id },
      update: {
        $setOnInsert: { workspace, kind, name },
        $max: { lastSeenAt: new Date(counter.lastSeenAt) },
        $inc: { count: counter.count, ...(kind === 'source' && { repeats: counter.repeats, differingRepeats: counter.differingRepeats }) },
        ...(properties.length > 0 && { $addToSet: { properties: { $each: properties } } }),
      },
      upsert: true,
    },
  };
}

function describing(id: string, workspace: string, seen: Seen, examples: Json[]): AnyBulkWriteOperation<CatalogueDocument> {
  const { kind, name, event } = seen.of;
  const hits = Object.entries(seen.hits).map(([personalClass, count]) => [`hits.${personalClass}`, count] as const);
  return {
    updateOne: {
      filter: { _id: id },
      update: {
        $setOnInsert: { workspace, kind, name, ...(event !== undefined && { event }) },
        $min: { firstSeenAt: new Date(seen.firstSeenAt) },
        $max: { lastSeenAt: new Date(seen.lastSeenAt) },
        $inc: { count: seen.count, sampled: seen.sampled, ...Object.fromEntries(hits) },
        $bit: { types: { or: seen.types } },
        ...(seen.masked !== undefined && { $set: { masked: seen.masked } }),
        $addToSet: { sources: { $each: [...seen.sources].slice(0, sourcesKept) }, ...(examples.length > 0 && { examples: { $each: examples } }) },
      },
      upsert: true,
    },
  };
}

/** Only what the patch names: null takes it back. */
function noted(patch: NotePatch): { $set: Record<string, unknown>; $unset?: Record<string, ''> } {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  const unset = entries.filter(([, value]) => value === null);
  return {
    $set: Object.fromEntries(entries.filter(([, value]) => value !== null).map(([field, value]) => [`note.${field}`, value])),
    ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map(([field]) => [`note.${field}`, '' as const])) }),
  };
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}

export function catalogueId(workspace: string, { kind, name, event }: Pick<CatalogueDocument, 'kind' | 'name' | 'event'>): string {
  return `${workspace}:${kind}:${event === undefined ? name : `${encodeURIComponent(event)}/${encodeURIComponent(name)}`}`;
}

/** The name of the hour that an instant lies in. */
export function hourOf(date: Date): string {
  return date.toISOString().slice(0, 13);
}
