import { randomUUID } from 'node:crypto';

import { reservedEventPrefix } from '@cairn/workflows/contracts/names.js';

import type { CompiledIdentityRules } from '../identities/identity-rules.js';
import { bucketOf, liveBuckets } from './buckets.js';
import { cleanObject, type JsonObject } from './clean-json.js';
import { type EventDocument, type EventType, eventTypes, type IdentityId } from './event.js';
import { refusals } from './events.errors.js';
import { ingestionLimits as limits } from './ingestion.limits.js';
import { parseInstant } from './instants.js';
import { namesOf } from './names-of-event.js';

/** What the call around an event says about it. */
export interface EventEnvelope {
  workspace: string;
  source: string;
  /** ms UTC. */
  receivedAt: number;
  /** Of the workspace: older events start nothing. */
  triggerAgeMs: number;
  /** Of the workspace. Absent: the default ones. */
  identityRules?: CompiledIdentityRules;
  /** Present: the event is this identity's, whatever else it names. */
  owner?: IdentityId;
  /** Of the batch, ms UTC; inherited. */
  sentAt?: number | undefined;
  /** Of the batch; inherited. */
  context?: JsonObject | undefined;
  /** History from elsewhere: updates profiles, starts nothing, and waits in the import buckets. */
  isImport: boolean;
}

const knownTypes = new Set<unknown>(eventTypes);
const fixedNames: Record<Exclude<EventType, 'track'>, string> = {
  identify: 'Identify',
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  group: 'Group',
  alias: 'Alias',
};

/**
 * One call of the Segment Spec, made into the document that is stored.
 *
 * @param type from the address; undefined in a batch, where the event says it.
 * @throws EventRefusal
 */
export function readEvent(raw: unknown, type: EventType | undefined, envelope: EventEnvelope): EventDocument {
  if (!isObject(raw)) throw refusals.notAnObject();
  const kind = type ?? raw.type;
  if (!knownTypes.has(kind)) throw refusals.unknownType(raw.type);
  return toDocument(raw, kind as EventType, envelope);
}

function toDocument(raw: JsonObject, type: EventType, envelope: EventEnvelope): EventDocument {
  const { workspace, receivedAt } = envelope;
  const messageId = messageIdOf(raw);
  const name = nameOf(raw, type, envelope);
  const rawContext = mapOf(raw, 'context') ?? envelope.context;
  const rawTraits = traitsOf(raw, type, rawContext);
  const naming = { userId: raw.userId, anonymousId: raw.anonymousId, previousId: raw.previousId, context: rawContext, traits: rawTraits };
  const names = namesOf(workspace, type, naming, envelope.identityRules, envelope.owner);
  if (type === 'alias') requireBoth(raw);
  const who = names[0] as string;
  const time = timeOf(raw, envelope);
  const properties = propertiesOf(raw, type, rawContext);
  const document: EventDocument = {
    _id: `${workspace}:${messageId}`,
    workspace,
    messageId,
    type,
    name,
    timestamp: new Date(time.at),
    receivedAt: new Date(receivedAt),
    source: envelope.source,
    who,
    names,
    pending: bucketOf(who) + (envelope.isImport ? liveBuckets : 0),
    replayAttempt: 0,
  };
  if (rawTraits !== undefined) document.traits = cleanObject(rawTraits, 'traits', 1);
  if (properties !== undefined) document.properties = cleanObject(properties, 'properties', 1);
  if (rawContext !== undefined) document.context = cleanObject(rawContext, 'context', 1);
  if (time.fromFuture) document.fromFuture = true;
  if (envelope.isImport || time.at < receivedAt - envelope.triggerAgeMs) document.historic = true;
  return document;
}

function messageIdOf(raw: JsonObject): string {
  const given = raw.messageId;
  if (given === undefined || given === null || given === '') return randomUUID();
  if (typeof given !== 'string' || given.length > limits.messageIdLength) throw refusals.badMessageId();
  return given;
}

function nameOf(raw: JsonObject, type: EventType, { owner }: EventEnvelope): string {
  if (type !== 'track') return fixedNames[type];
  const given = raw.event;
  const name = typeof given === 'string' ? given.trim() : '';
  if (name === '') throw refusals.missingName();
  if (name.length > limits.eventNameLength) throw refusals.nameTooLong();
  // Only Cairn itself acts for a person that it chose.
  if (owner === undefined && name.startsWith(reservedEventPrefix)) throw refusals.reservedName(name);
  return name;
}

/** identify: the person's; RudderStack puts them into the context. group: the group's, which no profile takes over. */
function traitsOf(raw: JsonObject, type: EventType, context: JsonObject | undefined): JsonObject | undefined {
  if (type !== 'identify' && type !== 'group') return undefined;
  const own = mapOf(raw, 'traits');
  const inContext = type === 'identify' && context !== undefined ? mapOf(context, 'traits', 'context.traits') : undefined;
  if (inContext === undefined) return own;
  return own === undefined ? inContext : Object.fromEntries([...Object.entries(inContext), ...Object.entries(own)]);
}

/** Name and category of a page, and the account of a group call, stand among the properties, where conditions can read them. */
function propertiesOf(raw: JsonObject, type: EventType, context: JsonObject | undefined): JsonObject | undefined {
  const own = mapOf(raw, 'properties');
  if (type === 'group') {
    const groupId = raw.groupId;
    if ((typeof groupId !== 'string' && typeof groupId !== 'number') || groupId === '') throw refusals.missingGroup();
    if (String(groupId).length > limits.accountIdLength) throw refusals.groupTooLong();
    return withOwn(own, { groupId: String(groupId), ...(context?.left === true && { left: true }) });
  }
  if (type !== 'page' && type !== 'screen') return own;
  const extra: JsonObject = {};
  for (const field of ['name', 'category'] as const) {
    const value = raw[field];
    if (typeof value === 'string' && value !== '' && !(own && Object.hasOwn(own, field))) extra[field] = value;
  }
  return Object.keys(extra).length === 0 ? own : withOwn(own, extra);
}

function withOwn(own: JsonObject | undefined, extra: JsonObject): JsonObject {
  return Object.fromEntries([...Object.entries(own ?? {}), ...Object.entries(extra)]);
}

function requireBoth(raw: JsonObject): void {
  const missing = (value: unknown) => value === undefined || value === null || value === '';
  if (missing(raw.previousId)) throw refusals.missingPrevious();
  if (missing(raw.userId)) throw refusals.missingUser();
}

/** Semantics §1.1: the sender's clock is corrected by what it said at sending; the future is not believed. */
function timeOf(raw: JsonObject, envelope: EventEnvelope): { at: number; fromFuture: boolean } {
  const original = instantOf(raw, 'originalTimestamp') ?? instantOf(raw, 'timestamp');
  if (original === undefined) return { at: envelope.receivedAt, fromFuture: false };
  const sentAt = instantOf(raw, 'sentAt') ?? envelope.sentAt;
  const at = sentAt === undefined ? original : envelope.receivedAt - (sentAt - original);
  return at > envelope.receivedAt ? { at: envelope.receivedAt, fromFuture: true } : { at, fromFuture: false };
}

function instantOf(raw: JsonObject, field: string): number | undefined {
  const value = raw[field];
  if (value === undefined || value === null) return undefined;
  const instant = parseInstant(value);
  if (instant === undefined) throw refusals.badTime(field, value);
  return instant;
}

function mapOf(raw: JsonObject, field: string, shownAs = field): JsonObject | undefined {
  const value = raw[field];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw refusals.notAMap(shownAs);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
