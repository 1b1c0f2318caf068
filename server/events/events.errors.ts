import { OperationalError, UserError } from '../platform/errors.js';
import { ingestionLimits as limits } from './ingestion.limits.js';

/** Of one event; they come without values. */
type EventRefusalCode =
  | 'not-an-object'
  | 'unknown-type'
  | 'missing-event-name'
  | 'event-name-too-long'
  | 'reserved-event-name'
  | 'invalid-message-id'
  | 'invalid-identity'
  | 'missing-previous-id'
  | 'missing-user-id'
  | 'missing-group-id'
  | 'group-id-too-long'
  | 'no-identity'
  | 'invalid-timestamp'
  | 'too-deep'
  | 'too-many-keys'
  | 'key-too-long'
  | 'number-out-of-range'
  | 'event-too-large';

/** Why one event was not taken. In a batch it is told by index, alone it fails the call. */
export class EventRefusal extends Error {
  readonly code: EventRefusalCode;
  readonly status: 400 | 413;

  constructor(code: EventRefusalCode, message: string, status: 400 | 413 = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const kilobytes = (bytes: number) => `${bytes / 1024} KB`;

export const refusals = {
  notAnObject: () => new EventRefusal('not-an-object', 'An event is a JSON object.'),
  unknownType: (type: unknown) => new EventRefusal('unknown-type', `\`type\` is ${shown(type)}; it must be identify, track, page, screen, group or alias.`),
  missingName: () => new EventRefusal('missing-event-name', '`event` is missing: a track call names what happened, as text.'),
  reservedName: (name: string) =>
    new EventRefusal('reserved-event-name', `The event is called ${shown(name)}: names that begin with cairn: are Cairn’s own. Call it something else.`),
  nameTooLong: () => new EventRefusal('event-name-too-long', `\`event\` may be at most ${limits.eventNameLength} characters.`),
  notAMap: (field: string) => new EventRefusal('not-an-object', `\`${field}\` must be a JSON object.`),
  badMessageId: () => new EventRefusal('invalid-message-id', `\`messageId\` must be text of at most ${limits.messageIdLength} characters.`),
  badIdentity: (field: string) => new EventRefusal('invalid-identity', `\`${field}\` must be text of at most ${limits.identityLength} characters.`),
  missingPrevious: () => new EventRefusal('missing-previous-id', '`previousId` is missing: an alias call names both ids of one person.'),
  missingUser: () => new EventRefusal('missing-user-id', '`userId` is missing: an alias call names both ids of one person.'),
  missingGroup: () => new EventRefusal('missing-group-id', '`groupId` is missing: a group call names the group.'),
  groupTooLong: () => new EventRefusal('group-id-too-long', `\`groupId\` has more than ${limits.accountIdLength} characters. Send a shorter id.`),
  noIdentity: (blocked: string[]) =>
    new EventRefusal(
      'no-identity',
      blocked.length === 0
        ? 'The event names nobody: give `userId` or `anonymousId`.'
        : `The event names nobody: ${blocked.slice(0, 3).map(shown).join(', ')} is a placeholder that many people would share. Give a \`userId\` or \`anonymousId\` of one person.`,
    ),
  badTime: (field: string, value: unknown) =>
    new EventRefusal('invalid-timestamp', `\`${field}\` is ${shown(value)}; it must be an ISO 8601 instant such as 2026-01-31T12:00:00Z.`),
  tooDeep: (path: string) => new EventRefusal('too-deep', `\`${path}\` lies deeper than ${limits.depth} levels.`),
  tooManyKeys: (path: string) => new EventRefusal('too-many-keys', `\`${path}\` has more than ${limits.keys} keys.`),
  keyTooLong: (path: string) => new EventRefusal('key-too-long', `A key in \`${path}\` is longer than ${limits.keys} characters.`),
  badNumber: (path: string) => new EventRefusal('number-out-of-range', `\`${path}\` is a number too large to keep.`),
  eventTooLarge: (bytes: number) => new EventRefusal('event-too-large', `The event has ${bytes} bytes; the limit is ${kilobytes(limits.eventBytes)}.`, 413),
};

export const ingestionErrors = {
  missingWriteKey: () =>
    new UserError(401, 'missing-write-key', 'No write key was sent.', { action: 'Send it as the user name of Basic auth, or as `writeKey` in the body.' }),
  wrongWriteKey: () =>
    new UserError(401, 'wrong-write-key', 'This write key is not known.', { action: 'Copy it from the first step on Home, or from GET /api/sources.' }),
  malformedJson: (reason: string) => new UserError(400, 'malformed-json', `The body is not JSON: ${reason}.`, { action: 'Send one JSON object.' }),
  malformedGzip: () =>
    new UserError(400, 'malformed-gzip', 'The body says that it is compressed, but it cannot be unpacked.', {
      action: 'Send gzip, or leave `Content-Encoding` out.',
    }),
  unknownEncoding: (encoding: string) =>
    new UserError(415, 'unknown-encoding', `\`Content-Encoding: ${encoding.slice(0, 40)}\` is not understood.`, { action: 'Send gzip, or no compression.' }),
  bodyNotAnObject: () => new UserError(400, 'not-an-object', 'The body must be a JSON object.', { action: 'Send one JSON object.' }),
  missingBatch: () => new UserError(400, 'missing-batch', '`batch` is missing or not a list.', { action: 'Send `{"batch": [event, …]}`.' }),
  badSentAt: () =>
    new UserError(400, 'invalid-timestamp', '`sentAt` of the batch is no ISO 8601 instant.', {
      action: 'Send an instant such as 2026-01-31T12:00:00Z, or leave it out.',
    }),
  bodyTooLarge: () => new UserError(413, 'batch-too-large', `The body is larger than ${kilobytes(limits.batchBytes)}.`, { action: 'Send smaller batches.' }),
  tooManyEvents: (count: number) =>
    new UserError(413, 'too-many-events', `The batch holds ${count} events; the limit is ${limits.batchEvents}.`, { action: 'Send smaller batches.' }),
  refused: (refusal: EventRefusal) => new UserError(refusal.status, refusal.code, refusal.message, { action: 'Mend the event and send it again.' }),
  unavailable: (cause: unknown) =>
    new OperationalError('store-unavailable', 'The database does not take events right now; none of this call was acknowledged.', {
      action: 'Send the same call again, with the same messageIds: what was stored is not counted twice.',
      retryAfterMs: 2_000,
      cause,
    }),
  overloaded: () =>
    new OperationalError('overloaded', 'More events are waiting to be stored than can be taken.', {
      action: 'Send the same call again after `Retry-After`.',
      retryAfterMs: 2_000,
    }),
};

export const deadLetterErrors = {
  unknown: (messageId: string) =>
    new UserError(404, 'unknown-dead-letter', `There is no dead letter ${messageId.slice(0, 200)}.`, {
      action: 'GET /api/dead-letters lists them; it may have been replayed already.',
    }),
};

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
