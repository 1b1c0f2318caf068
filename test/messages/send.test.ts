import { ConsentService } from '@cairn/server/consent/consent.service.js';
import { ConsentsStore } from '@cairn/server/consent/consents.store.js';
import { MailedPeople } from '@cairn/server/consent/mailed-people.js';
import { readUnsubscribe } from '@cairn/server/consent/unsubscribe-token.js';
import type { EventDocument } from '@cairn/server/events/event.js';
import { DeliveriesStore } from '@cairn/server/messages/deliveries.store.js';
import { createRenderer } from '@cairn/server/messages/renderer.js';
import type { SendPort } from '@cairn/server/messages/send.js';
import { TemplatesStore } from '@cairn/server/messages/templates.store.js';
import { systemClock } from '@cairn/server/platform/clock.js';
import { collections } from '@cairn/server/platform/collections.js';
import { VersionsStore } from '@cairn/server/platform/versions.store.js';
import type { ProfileCore } from '@cairn/server/profiles/core.js';
import { createProfileCore } from '@cairn/server/profiles/create-profile-core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import { createSendPort } from '@cairn/worker/activities/send.js';
import { createEmailAdapter, type EmailAdapter } from '@cairn/worker/channels/email.js';
import type { JourneyDefinition, MessageStep } from '@cairn/workflows/contracts/journey.js';
import { deliveryKeyFor } from '@cairn/workflows/contracts/names.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';
import type { Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testDatabase } from '../fixtures/mongo.js';
import { type SmtpSink, startSmtpSink } from '../fixtures/smtp.js';

const workspace = 'demo';
const step: MessageStep = { id: 'mail', type: 'message', channel: 'email', template: 'reminder', next: 'end' };
const definition = {
  name: 'Reminder',
  subject: 'Hi {{ traits.name }}',
  mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>{{ trigger.properties.cart }} at {{ workspace.name }}. <a href="{{ unsubscribe_url }}">Stop</a></mj-text></mj-column></mj-section></mj-body></mjml>',
};

let db: Db;
let client: MongoClient;
let drop: () => Promise<void>;
let sink: SmtpSink;
let adapter: EmailAdapter;
let core: ProfileCore;
let sender: SendPort;
let consent: ConsentService;
const renderer = createRenderer();
const secret = 'a secret of this test';

beforeAll(async () => {
  ({ db, client, drop } = await testDatabase('send'));
  sink = await startSmtpSink();
  adapter = createEmailAdapter({ url: sink.url });
  const parts = createProfileCore(db, systemClock);
  const { store } = parts;
  core = parts.core;
  await store.ensureIndexes();
  await new DeliveriesStore(db).ensureIndexes();
  consent = new ConsentService({ store: new ConsentsStore(db), mailed: new MailedPeople(db), core, clock: systemClock });
  sender = createSendPort({ db, core, renderer, adapter, clock: systemClock, publicUrl: 'https://shop.example', secret });
  await db.collection(collections.workspaces).insertOne({
    _id: workspace as never,
    name: 'Shop',
    epoch: 1,
    revision: 1,
    timezone: 'UTC',
    caps: [{ channel: 'email', limit: 1, windowMs: 86_400_000 }],
    triggerAgeMs: 3_600_000,
    sender: { name: 'Shop', address: 'shop@shop.example' },
    createdAt: new Date(),
  });
  await db
    .collection(collections.journeys)
    .insertOne({ _id: `${workspace}:cart` as never, workspace, key: 'cart', state: 'live', liveVersion: null, draft: { steps: [] } });
  await client.withSession(async (session) => {
    await session.withTransaction(async () => {
      const { hash } = await new VersionsStore(db).publishVersion(session, {
        workspace,
        kind: 'template',
        key: 'reminder',
        definition,
        by: 'test',
        raiseEpoch: false,
        now: new Date(),
      });
      await new TemplatesStore(db).put(session, workspace, 'reminder', { definition, version: hash, now: new Date() });
    });
  });
});
afterAll(async () => {
  adapter.close();
  await Promise.all([renderer.close(), sink.stop()]);
  await drop();
});

function runNamed(runId: string): RunState {
  return {
    runId,
    journey: 'cart',
    version: 'v1',
    key: '',
    trigger: { messageId: 'm1', name: 'Cart Updated', timestamp: 1_000, properties: { cart: 'c1' } },
    enteredAt: 1_000,
    transition: 1,
    position: { stepId: 'mail', visit: 1, arrivedAt: 1_000 },
    answer: { kind: 'step', transition: 1, queue: 'cairn-email' },
    visits: { mail: 1 },
  };
}

async function personIn(profileId: string, runs: RunState[]): Promise<void> {
  const at = new Date();
  const trait = (value: string) => ({ value, at, source: 'web', messageId: 'm0' });
  await db.collection<ProfileDocument>(collections.profiles).insertOne({
    _id: `${workspace}:${profileId}`,
    workspace,
    profileId,
    createdAt: at,
    updatedAt: at,
    traits: { email: trait(`${profileId}@example.com`), name: trait('Ann') },
    identities: [],
    aggregates: {},
    tags: {},
    accounts: {},
    computed: {},
    memberships: {},
    runs: Object.fromEntries(runs.map((run) => [run.runId, run])),
    entered: {},
    exitTimes: {},
    slots: {},
    consent: { unsubscribed: {} },
    bucket: 0,
    version: 'first',
    applied: [],
    effects: [],
    epoch: 1,
  });
}

const mailsTo = (profileId: string) => sink.messages.filter(({ to }) => to.includes(`${profileId}@example.com`));
const send = async (profileId: string, run: RunState) =>
  await core.withSession(async (session) => (await sender.send({ workspace, profileId, run, step }, session)).outcome);

describe('sending on a real store to a real SMTP server', () => {
  it('a mail goes once, with a link that is ours', async () => {
    const run = runNamed('r1');
    await personIn('p1', [run]);
    expect(await send('p1', run)).toMatchObject({ outcome: 'sent' });
    expect(await send('p1', run)).toMatchObject({ outcome: 'sent' });
    const [mail, ...more] = mailsTo('p1');
    expect(more).toEqual([]);
    const key = deliveryKeyFor(workspace, 'r1', 'mail', 1, 'email');
    expect(mail?.messageId).toBe(`${key}@shop.example`);
    const token = /List-Unsubscribe: <https:\/\/shop\.example\/u\/([\w.-]+)>/.exec((mail?.raw ?? '').replace(/\r?\n[ \t]/g, ''))?.[1] ?? '';
    expect(readUnsubscribe(secret, token)).toEqual({ workspace, profileId: 'p1', channel: 'email', deliveryKey: key });
    const store = new DeliveriesStore(db);
    expect(await store.read(workspace, key)).toMatchObject({ state: 'sent', to: 'p1@example.com', subject: 'Hi Ann' });
    expect((await store.readContent(workspace, key))?.html).toContain('c1 at Shop');
  });

  it('an unsubscription acts on a run in progress, and taking it back too', async () => {
    const [first, second] = [runNamed('r2'), { ...runNamed('r3'), position: { stepId: 'mail', visit: 1, arrivedAt: 1 } }];
    await personIn('p2', [first, second]);
    const claim = { workspace, profileId: 'p2', channel: 'email' as const, deliveryKey: 'k' };
    expect(await consent.change(claim, 'unsubscribed', 'one-click')).toBe(true);
    expect(await send('p2', first)).toMatchObject({ outcome: 'skipped', reason: 'unsubscribed' });
    expect(await consent.change(claim, 'resubscribed', 'page')).toBe(true);
    expect(await send('p2', second)).toMatchObject({ outcome: 'sent' });
    expect(mailsTo('p2')).toHaveLength(1);
    const decisions = await db.collection(collections.decisions).find({ profileId: 'p2' }).toArray();
    expect(decisions.map(({ decision }) => [decision.kind, decision.outcome])).toEqual([['send', 'unsubscribed']]);
    expect(await consent.change({ ...claim, profileId: 'nobody' }, 'unsubscribed', 'page')).toBe(false);
  });

  it('ten runs at once under "1 a day" send exactly one', async () => {
    const runs = Array.from({ length: 10 }, (_, index) => runNamed(`many-${index}`));
    await personIn('p3', runs);
    const outcomes = await Promise.all(runs.map(async (run) => (await send('p3', run)).outcome));
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'skipped')).toHaveLength(9);
    expect(mailsTo('p3')).toHaveLength(1);
  });

  it('ten attempts of one message at once send it once', async () => {
    const run = runNamed('r4');
    await personIn('p4', [run]);
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, async () => await send('p4', run)));
    expect(mailsTo('p4').length).toBeLessThanOrEqual(1);
    const final = await send('p4', run);
    expect('outcome' in final && ['sent', 'unknown']).toContain(final.outcome);
    for (const attempt of attempts) if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: expect.stringMatching(/contended/) });
  });

  it('a purchase that was accepted, but not folded yet, stops the mail', async () => {
    const journey: JourneyDefinition = {
      schemaVersion: 1,
      name: 'Cart',
      trigger: { type: 'event', event: { name: 'Cart Updated' } },
      reentry: { type: 'never' },
      exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
      start: 'mail',
      steps: [step, { id: 'end', type: 'exit' }],
    };
    let version = '';
    await client.withSession(async (session) => {
      await session.withTransaction(async () => {
        const published = { workspace, kind: 'journey', key: 'cart', definition: journey, by: 'test', raiseEpoch: false, now: new Date() } as const;
        version = (await new VersionsStore(db).publishVersion(session, published)).hash;
      });
    });
    await db.collection(collections.journeys).updateOne({ _id: `${workspace}:cart` as never }, { $set: { liveVersion: version, draft: journey } });
    const [first, second] = [
      { ...runNamed('r5'), version },
      { ...runNamed('r6'), version },
    ];
    const who = `${workspace}:userId:u5`;
    await personIn('p5', [first, second]);
    const identity = { type: 'userId' as const, value: 'u5', id: who, since: new Date() };
    await db.collection<ProfileDocument>(collections.profiles).updateOne({ _id: `${workspace}:p5` }, { $set: { identities: [identity] } });
    const owned = { workspace, type: 'userId', value: 'u5', owner: 'p5', since: new Date(), messageId: 'm0', before: [] };
    await db.collection(collections.identities).insertOne({ _id: who as never, ...owned });
    const at = new Date();
    await db.collection<EventDocument>(collections.events).insertOne({
      _id: `${workspace}:purchase`,
      workspace,
      messageId: 'purchase',
      type: 'track',
      name: 'Order Completed',
      timestamp: at,
      receivedAt: at,
      source: 'web',
      who,
      names: [who],
      properties: { total: 10 },
      pending: 0,
      replayAttempt: 0,
    });
    // Nobody folds it: the send does, before it decides.
    expect(await send('p5', first)).toMatchObject({ outcome: 'skipped', reason: 'run-ended' });
    expect(await send('p5', second)).toMatchObject({ outcome: 'skipped', reason: 'run-ended' });
    expect(mailsTo('p5')).toEqual([]);
    const key = deliveryKeyFor(workspace, 'r5', 'mail', 1, 'email');
    expect(await new DeliveriesStore(db).read(workspace, key)).toMatchObject({ state: 'refused', detail: 'end: exit-rule, by: bought' });
  });
});
