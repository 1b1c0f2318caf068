import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataDir } from '@cairn/embedded/data-dir.js';
import { type DemoAccess, demoWorkspace, openDemo } from '@cairn/embedded/demo-access.js';
import { fillDemo } from '@cairn/embedded/fill-demo.js';
import { anyFreePort } from '@cairn/embedded/ports.js';
import { readSettings } from '@cairn/embedded/settings.js';
import { startStack } from '@cairn/embedded/stack.js';
import { createUser } from '@cairn/server/access/setup.js';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { MongoClient } from 'mongodb';

import { launchBrowser } from '../fixtures/browser.js';

export interface Account {
  email: string;
  password: string;
}

/** The demo shop as `npm start` makes it, and a real browser in front of it. */
export interface Shop {
  access: DemoAccess;
  /** Resolves when every event that was accepted is applied. */
  untilFolded(): Promise<void>;
  signInUrl: string;
  /** Somebody else who works here. */
  colleague: Account;
  browser: Browser;
  /** `kill -9`; it is started again by itself. */
  killServer(): Promise<void>;
  end(): Promise<void>;
}

/** @param options.filled false: no people, no journey, no template; quick to open */
export async function openShop({ filled = true } = {}): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-e2e-'));
  const dataDir = new DataDir(folder);
  await dataDir.open();
  const settings = { ...readSettings({}), port: await anyFreePort(), dataDir: folder };
  const stack = await startStack({ settings, dataDir, say: () => {} });
  const { access, signInUrl } = await openDemo(stack, dataDir, 'cairn');
  if (filled) {
    await fillDemo({ url: access.url, apiKey: access.apiKey });
    await untilFolded(stack.mongodbUri);
  }
  const colleague = await addColleague(stack.mongodbUri);
  const browser = await launchBrowser();
  return {
    access,
    untilFolded: async () => await untilFolded(stack.mongodbUri),
    signInUrl,
    colleague,
    browser,
    killServer: async () => void process.kill(stack.parts.get('server')?.pid() ?? Number.NaN, 'SIGKILL'),
    end: async () => {
      await browser.close();
      await stack.kill();
      await dataDir.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addColleague(mongodbUri: string): Promise<Account> {
  const account = { email: 'ben@example.com', password: 'battery staple' };
  const client = await new MongoClient(mongodbUri).connect();
  try {
    await createUser(client.db('cairn'), { workspace: demoWorkspace, name: 'Ben Miller', ...account, now: new Date() });
  } finally {
    await client.close();
  }
  return account;
}

/** Everybody is there with name and orders before anybody looks. */
async function untilFolded(mongodbUri: string): Promise<void> {
  const client = await new MongoClient(mongodbUri).connect();
  try {
    const events = client.db('cairn').collection('events');
    while ((await events.countDocuments({ pending: { $exists: true } })) > 0) await new Promise((resolve) => setTimeout(resolve, 250));
  } finally {
    await client.close();
  }
}

export interface Look {
  scheme?: 'light' | 'dark';
  locale?: string;
  width?: number;
  height?: number;
  deviceScaleFactor?: number;
  forcedColors?: 'active';
  reducedMotion?: 'reduce';
}

/** A browser of its own: nothing kept from another. Everything that a person would see in the console is collected. */
export async function visitor(shop: Shop, look: Look = {}): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const { scheme = 'light', locale = 'en', width = 1280, height = 800, ...more } = look;
  const context = await shop.browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale, baseURL: shop.access.url, ...more });
  // As somebody who chose a language in the left bar.
  await context.addInitScript((language) => {
    // Previews live in sandboxed frames, which have no storage.
    if (window.top === window) window.localStorage.setItem('cairn-language', language);
  }, locale);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

export async function signIn(shop: Shop, context: BrowserContext, { email, password }: Account = shop.access): Promise<void> {
  const answer = await context.request.post('/api/session', { data: { email, password }, headers: { origin: shop.access.url } });
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`);
}

/** Asks the API as a program does, with a key. */
export async function call<Answer = unknown>(shop: Shop, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${shop.access.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${shop.access.apiKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Answer;
}

/** Screenshots for people to look at: `test-output/`, never compared. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir('test-output', { recursive: true });
  // A dialog that is half faded in shows nobody how it looks.
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
  await page.screenshot({ path: `test-output/${name}.png` });
}
