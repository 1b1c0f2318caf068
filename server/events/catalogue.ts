import type { Json } from '@cairn/rules/contracts/facts.js';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { Logger } from 'pino';

import { collections } from '../platform/collections.js';
import { unescapeKey } from '../platform/keys.js';
import type { EventDocument } from './event.js';

export type CatalogueKind = 'event' | 'trait' | 'source' | 'hour';

/**
 * What was seen: names of events and traits, for builders to offer; sources and hours, for their counters. `_id` = `workspace:kind:name`.
 * Kept up by additions in memory, written once a second: a killed process loses a second of counting and never an event.
 */
export interface CatalogueDocument {
  _id: string;
  workspace: string;
  kind: CatalogueKind;
  /** As the sender wrote it; an hour as `2026-01-31T12` (UTC, by the events' own time). */
  name: string;
  count: number;
  lastSeenAt: Date;
  /** event: names of properties seen. */
  properties?: string[];
  /** trait: a few values, never of traits that name a person. */
  examples?: Json[];
  /** source: repeats with the same and with a different body. */
  repeats?: number;
  differingRepeats?: number;
}

interface Entry {
  workspace: string;
  kind: CatalogueKind;
  name: string;
  count: number;
  lastSeenAt: number;
  properties: Set<string>;
  examples: Set<Json>;
  repeats: number;
  differingRepeats: number;
}

/** A sender that makes names up (`Order 4711 placed`) must not fill the store. */
const namesKept = 2_000;
const propertiesKept = 100;
const examplesKept = 5;
const flushMs = 1_000;
/** Older hours are shown nowhere, so an import of years makes no counters of them. */
const hoursKeptMs = 15 * 24 * 3_600_000;
const personal = /mail|phone|name|address|birth|street|token|password/i;

export class Catalogue {
  private readonly documents: Collection<CatalogueDocument>;
  private entries = new Map<string, Entry>();
  private readonly names = new Map<string, Set<string>>();
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
    const at = event.receivedAt.getTime();
    if (at - event.timestamp.getTime() < hoursKeptMs) this.add(event.workspace, 'hour', hourOf(event.timestamp), at);
    const seen = this.add(event.workspace, 'event', event.name, at);
    if (seen !== undefined && event.properties !== undefined) {
      for (const key in event.properties) if (seen.properties.size < propertiesKept) seen.properties.add(key);
    }
    if (event.type === 'identify' && event.traits !== undefined) for (const key of Object.keys(event.traits)) this.noteTrait(event, key, at);
  }

  private noteTrait(event: EventDocument, key: string, at: number): void {
    const seen = this.add(event.workspace, 'trait', unescapeKey(key), at);
    const value = event.traits?.[key];
    if (seen === undefined || seen.examples.size >= examplesKept || value === undefined || value === null || typeof value === 'object' || personal.test(key))
      return;
    seen.examples.add(typeof value === 'string' ? value.slice(0, 60) : value);
  }

  noteSource(workspace: string, source: string, counts: { stored: number; repeats: number; differing: number; at: number }): void {
    const seen = this.add(workspace, 'source', source, counts.at, counts.stored);
    if (seen === undefined) return;
    seen.repeats += counts.repeats;
    seen.differingRepeats += counts.differing;
  }

  private add(workspace: string, kind: CatalogueKind, name: string, at: number, count = 1): Entry | undefined {
    const id = `${workspace}:${kind}:${name}`;
    let entry = this.entries.get(id);
    if (entry === undefined) {
      if (!this.hasRoom(workspace, kind, name)) return undefined;
      entry = { workspace, kind, name, count: 0, lastSeenAt: at, properties: new Set(), examples: new Set(), repeats: 0, differingRepeats: 0 };
      this.entries.set(id, entry);
      this.timer ??= setTimeout(() => void this.flush(), flushMs).unref();
    }
    entry.count += count;
    entry.lastSeenAt = Math.max(entry.lastSeenAt, at);
    return entry;
  }

  private hasRoom(workspace: string, kind: CatalogueKind, name: string): boolean {
    if (kind === 'hour' || kind === 'source') return true;
    const group = `${workspace}:${kind}`;
    const names = this.names.get(group) ?? new Set();
    this.names.set(group, names);
    if (names.has(name)) return true;
    if (names.size >= namesKept) return false;
    names.add(name);
    return true;
  }

  /** Writes what was seen since the last time. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const entries = [...this.entries.entries()];
    this.entries = new Map();
    if (entries.length > 0) this.flushing = this.flushing.then(async () => await this.write(entries));
    await this.flushing;
  }

  /** Before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async write(entries: [string, Entry][]): Promise<void> {
    const operations = entries.map(([id, entry]): AnyBulkWriteOperation<CatalogueDocument> => {
      const $addToSet = {
        ...(entry.properties.size > 0 ? { properties: { $each: [...entry.properties].map(unescapeKey) } } : {}),
        ...(entry.examples.size > 0 ? { examples: { $each: [...entry.examples] } } : {}),
      };
      const $inc = { count: entry.count, ...(entry.kind === 'source' ? { repeats: entry.repeats, differingRepeats: entry.differingRepeats } : {}) };
      return {
        updateOne: {
          filter: { _id: id },
          update: {
            $setOnInsert: { workspace: entry.workspace, kind: entry.kind, name: entry.name },
            $max: { lastSeenAt: new Date(entry.lastSeenAt) },
            $inc,
            ...(Object.keys($addToSet).length > 0 ? { $addToSet } : {}),
          },
          upsert: true,
        },
      };
    });
    await this.documents.bulkWrite(operations, { ordered: false, writeConcern: { w: 1 } }).catch((error: unknown) => {
      this.logger?.warn({ err: error, entries: entries.length }, 'a second of counting was lost');
    });
  }

  /** By name; `prefix` is matched without regard to case. */
  async list(workspace: string, kind: CatalogueKind, options: { prefix?: string; limit: number }): Promise<CatalogueDocument[]> {
    const prefix = (options.prefix ?? '').toLowerCase();
    const all = await this.documents.find({ workspace, kind }).sort({ name: 1 }).limit(namesKept).toArray();
    const matching = all.filter((document) => document.name.toLowerCase().startsWith(prefix));
    return matching.sort((a, b) => b.count - a.count).slice(0, options.limit);
  }

  async readMany(workspace: string, kind: CatalogueKind, names: string[]): Promise<CatalogueDocument[]> {
    return await this.documents.find({ _id: { $in: names.map((name) => `${workspace}:${kind}:${name}`) } }).toArray();
  }
}

/** The name of the hour that an instant lies in. */
export function hourOf(date: Date): string {
  return date.toISOString().slice(0, 13);
}
