import { describe, expect, test } from 'vitest';

import type { EventDocument, EventType } from './event.js';
import { type EventEnvelope, readEvent } from './read-event.js';

const receivedAt = Date.parse('2026-01-31T12:00:00.000Z');
const envelope: EventEnvelope = { workspace: 'w', source: 'web', receivedAt, triggerAgeMs: 3_600_000, isImport: false };
const read = (raw: object, type: EventType = 'track', more: Partial<EventEnvelope> = {}): EventDocument =>
  readEvent({ userId: 'u', ...(type === 'track' ? { event: 'E' } : {}), ...raw }, type, { ...envelope, ...more });

describe('the time of an event (semantics §1.1)', () => {
  test.each<[string, object, Partial<EventEnvelope>, string]>([
    ['is when it was received, if it says nothing', {}, {}, '2026-01-31T12:00:00.000Z'],
    ['is its timestamp, without sentAt', { timestamp: '2026-01-31T11:30:00Z' }, {}, '2026-01-31T11:30:00.000Z'],
    [
      'is its originalTimestamp before its timestamp',
      { timestamp: '2026-01-31T11:30:00Z', originalTimestamp: '2026-01-31T11:40:00Z' },
      {},
      '2026-01-31T11:40:00.000Z',
    ],
    ['is corrected by a clock that is slow', { timestamp: '2026-01-31T10:00:00Z', sentAt: '2026-01-31T10:05:00Z' }, {}, '2026-01-31T11:55:00.000Z'],
    ['is corrected by a clock that is fast', { timestamp: '2026-01-31T20:00:00Z', sentAt: '2026-01-31T20:05:00Z' }, {}, '2026-01-31T11:55:00.000Z'],
    ['inherits sentAt of the batch', { timestamp: '2026-01-31T10:00:00Z' }, { sentAt: Date.parse('2026-01-31T10:05:00Z') }, '2026-01-31T11:55:00.000Z'],
    [
      'prefers its own sentAt',
      { timestamp: '2026-01-31T10:00:00Z', sentAt: '2026-01-31T10:01:00Z' },
      { sentAt: Date.parse('2026-01-31T10:05:00Z') },
      '2026-01-31T11:59:00.000Z',
    ],
  ])('%s', (_, raw, more, expected) => {
    const event = read(raw, 'track', more);
    expect(event.timestamp.toISOString()).toBe(expected);
    expect(event.fromFuture).toBeUndefined();
  });

  test.each<[string, object]>([
    ['without sentAt', { timestamp: '2026-01-31T12:00:00.001Z' }],
    ['after its own sentAt', { timestamp: '2026-01-31T10:06:00Z', sentAt: '2026-01-31T10:05:00Z' }],
  ])('in the future %s is not believed, and marked', (_, raw) => {
    expect(read(raw)).toMatchObject({ timestamp: new Date(receivedAt), fromFuture: true });
  });

  test.each<[string, object, Partial<EventEnvelope>, true | undefined]>([
    ['an hour old', { timestamp: '2026-01-31T11:00:00Z' }, {}, undefined],
    ['older than the trigger age', { timestamp: '2026-01-31T10:59:59.999Z' }, {}, true],
    ['older than another trigger age', { timestamp: '2026-01-31T11:58:00Z' }, { triggerAgeMs: 60_000 }, true],
    ['imported', {}, { isImport: true }, true],
  ])('%s: starts something unless historic', (_, raw, more, historic) => {
    expect(read(raw, 'track', more).historic).toBe(historic);
  });
});

describe('what is stored', () => {
  test('of a track call', () => {
    expect(read({ messageId: 'm1', event: ' Cart Updated ', properties: { total: 5 }, context: { ip: '::1' }, integrations: { All: true } })).toEqual({
      _id: 'w:m1',
      workspace: 'w',
      messageId: 'm1',
      type: 'track',
      name: 'Cart Updated',
      timestamp: new Date(receivedAt),
      receivedAt: new Date(receivedAt),
      source: 'web',
      who: 'w:userId:u',
      names: ['w:userId:u'],
      pending: expect.toSatisfy((bucket: number) => Number.isInteger(bucket) && bucket >= 0 && bucket < 256) as number,
      replayAttempt: 0,
      properties: { total: 5 },
      context: { ip: '::1' },
    });
  });

  test.each<[EventType, object, object]>([
    ['page', { name: 'Home', category: 'Docs', properties: { url: '/' } }, { name: 'Page Viewed', properties: { url: '/', name: 'Home', category: 'Docs' } }],
    ['page', { name: 'Home', properties: { name: 'Own' } }, { name: 'Page Viewed', properties: { name: 'Own' } }],
    ['screen', { name: 'Cart' }, { name: 'Screen Viewed', properties: { name: 'Cart' } }],
    ['identify', { traits: { city: 'X' } }, { name: 'Identify', traits: { city: 'X' } }],
    ['identify', { traits: { city: 'X' }, context: { traits: { city: 'Y', plan: 'p' } } }, { traits: { city: 'X', plan: 'p' } }],
    ['group', { groupId: 7, traits: { employees: 3 } }, { name: 'Group', properties: { groupId: '7' }, traits: { employees: 3 } }],
    ['group', { groupId: 'acme', context: { left: true } }, { properties: { groupId: 'acme', left: true } }],
    ['alias', { previousId: 'a' }, { name: 'Alias', names: ['w:userId:u', 'w:anonymousId:a'] }],
  ])('of a %s call %j', (type, raw, expected) => {
    expect(read(raw, type)).toMatchObject(expected);
  });

  test('without a messageId gets one of its own', () => {
    const [first, second] = [read({}), read({ messageId: '' })];
    expect(first.messageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.messageId).not.toBe(first.messageId);
  });

  test('in an import waits in the import buckets', () => {
    expect(read({}, 'track', { isImport: true }).pending).toBe((read({}).pending ?? 0) + 256);
  });

  test('keeps the context of the batch unless it has its own', () => {
    const context = { library: { name: 'x' } };
    expect(read({}, 'track', { context }).context).toEqual(context);
    expect(read({ context: { ip: '::1' } }, 'track', { context }).context).toEqual({ ip: '::1' });
  });
});

describe('an event is refused', () => {
  test.each<[string, unknown, EventType | undefined, string]>([
    ['when it is no object', 'text', 'track', 'not-an-object'],
    ['when it is a list', [], 'track', 'not-an-object'],
    ['when it is null', null, undefined, 'not-an-object'],
    ['without a type in a batch', { userId: 'u' }, undefined, 'unknown-type'],
    ['of an unknown type', { userId: 'u', type: 'buy' }, undefined, 'unknown-type'],
    ['of an inherited type', { userId: 'u', type: 'toString' }, undefined, 'unknown-type'],
    ['without a name', { userId: 'u' }, 'track', 'missing-event-name'],
    ['with a blank name', { userId: 'u', event: ' ' }, 'track', 'missing-event-name'],
    ['with a name that is no text', { userId: 'u', event: { $gt: '' } }, 'track', 'missing-event-name'],
    ['with a name without end', { userId: 'u', event: 'x'.repeat(201) }, 'track', 'event-name-too-long'],
    ['with properties that are a list', { userId: 'u', event: 'E', properties: [] }, 'track', 'not-an-object'],
    ['with traits that are text', { userId: 'u', traits: 'x' }, 'identify', 'not-an-object'],
    ['with a context that is a number', { userId: 'u', event: 'E', context: 1 }, 'track', 'not-an-object'],
    ['with a messageId that is no text', { userId: 'u', event: 'E', messageId: 5 }, 'track', 'invalid-message-id'],
    ['with a messageId without end', { userId: 'u', event: 'E', messageId: 'x'.repeat(201) }, 'track', 'invalid-message-id'],
    ['with a timestamp that is none', { userId: 'u', event: 'E', timestamp: 'yesterday' }, 'track', 'invalid-timestamp'],
    ['with a sentAt that is none', { userId: 'u', event: 'E', timestamp: '2026-01-01', sentAt: {} }, 'track', 'invalid-timestamp'],
    ['when it names nobody', { event: 'E' }, 'track', 'no-identity'],
    ['as an alias without a previousId', { userId: 'u' }, 'alias', 'missing-previous-id'],
    ['as an alias without a userId', { previousId: 'a' }, 'alias', 'missing-user-id'],
    ['as a group call without a group', { userId: 'u' }, 'group', 'missing-group-id'],
  ])('%s', (_, raw, type, code) => {
    expect(() => readEvent(raw, type, envelope)).toThrowError(expect.objectContaining({ code }));
  });
});
