import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataDir } from '@cairn/embedded/data-dir.js';
import { type DemoAccess, openDemo } from '@cairn/embedded/demo-access.js';
import { anyFreePort } from '@cairn/embedded/ports.js';
import { readSettings } from '@cairn/embedded/settings.js';
import { type PartName, type Stack, startStack } from '@cairn/embedded/stack.js';
import type { Duration } from '@cairn/rules/contracts/condition.js';
import type { TemplateDefinition } from '@cairn/server/platform/collections.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { type Db, MongoClient } from 'mongodb';

import { type SmtpSink, startSmtpSink } from '../fixtures/smtp.js';

export const workspace = 'demo';
export const journeyKey = 'chaos-cart';
/** Makes every profile count the events named so. */
export const countedEvent = 'Chaos Seen';

/** A whole Cairn as real processes, with a mail sink of our own that is never killed and so knows the truth. */
export interface World {
  stack: Stack;
  access: DemoAccess;
  sink: SmtpSink;
  db: Db;
  log: string[];
  /** Where the logs of the parts are. */
  folder: string;
  end(): Promise<void>;
}

const template: TemplateDefinition = {
  name: 'Reminder',
  subject: 'Your cart, {{ traits.first_name }}',
  mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ traits.first_name }}</mj-text></mj-column></mj-section></mj-body></mjml>',
};

/** Starts it with one live journey: Cart Updated → delay → mail; Order Completed ends it. */
export async function startWorld(delay: Duration, name: string): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), `cairn-chaos-${name}-`));
  const sink = await startSmtpSink();
  const dataDir = new DataDir(folder);
  await dataDir.open();
  const log: string[] = [];
  const port = await anyFreePort();
  const settings = { ...readSettings({}), port, dataDir: folder, smtpUrl: sink.url, mailUiUrl: 'http://127.0.0.1:9', demo: false };
  const stack = await startStack({ settings, dataDir, say: (line) => log.push(line) });
  // Longer patience than in production: mongod is killed, too.
  const client = new MongoClient(stack.mongodbUri, { serverSelectionTimeoutMS: 60_000 });
  const end = async (): Promise<void> => {
    await client.close();
    await stack.kill();
    await sink.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { access } = await openDemo(stack, dataDir, 'cairn');
    await client.connect();
    const world: World = { stack, access, sink, db: client.db('cairn'), log, folder, end };
    await publish(world, delay);
    return world;
  } catch (error) {
    await end();
    throw error;
  }
}

async function publish(world: World, duration: Duration): Promise<void> {
  const condition = { all: [{ fact: 'event', params: { name: countedEvent }, operator: 'greaterThanInclusive', value: 1 }] };
  const journey: JourneyDefinition = {
    schemaVersion: 1,
    name: 'Chaos cart',
    trigger: { type: 'event', event: { name: 'Cart Updated' } },
    reentry: { type: 'never' },
    exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
    start: 'wait',
    steps: [
      { id: 'wait', type: 'delay', duration, next: 'mail' },
      { id: 'mail', type: 'message', channel: 'email', template: 'reminder', next: 'done' },
      { id: 'done', type: 'exit' },
    ],
  };
  await api(world, 'PUT', '/api/segments/seen', { name: 'Seen', condition });
  await api(world, 'PUT', '/api/templates/reminder', template);
  await api(world, 'PUT', `/api/journeys/${journeyKey}`, journey);
  await api(world, 'POST', `/api/journeys/${journeyKey}/publish`, {});
}

export async function api(world: World, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${world.stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${world.access.apiKey}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return text ? JSON.parse(text) : null;
}

/** Sends one call until it is answered with 200, as an SDK would: same messageId, again and again. */
export async function sendUntilAccepted(world: World, path: string, body: Record<string, unknown>, deadline: number): Promise<void> {
  for (;;) {
    const status = await fetch(`${world.stack.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${world.access.writeKey}:`).toString('base64')}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return;
    if (status >= 400 && status < 500 && status !== 429) throw new Error(`${path} ${String(body.messageId)} was refused with ${status}`);
    if (performance.now() > deadline) throw new Error(`${path} ${String(body.messageId)} was not accepted in time (last: ${status})`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export async function kill(world: World, name: PartName): Promise<void> {
  const pid = world.stack.parts.get(name)?.pid();
  if (pid) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had just ended; the supervisor starts it again either way.
    }
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls until `done` answers true. Errors (a part is down) count as "not yet". */
export async function until(what: string, done: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    const reached = await done().catch((error: unknown) => {
      last = error;
      return false;
    });
    if (reached) return;
    if (performance.now() > deadline) throw new Error(`${what} not reached within ${timeoutMs / 1000} s${last ? `; last error: ${String(last)}` : ''}`);
    await sleep(250);
  }
}
