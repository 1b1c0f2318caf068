import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { anyFreePort } from '@cairn/embedded/ports.js';
import { createUser } from '@cairn/server/access/setup.js';
import { chromiumPath } from '@cairn/test/fixtures/browser.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';

import { startBenchMongo, startBenchServer } from './bench-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const account = { email: 'bench@example.com', password: 'correct horse battery' };
const viewport = { width: 1280, height: 800 };

/** Without a frame rate to wait for, a frame takes as long as it costs. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-frame-rate-limit',
  '--disable-gpu-vsync',
];

/** Our canvas, as the server serves it, and a bare xyflow page with the same nodes, in one browser. */
export interface CanvasPages {
  /** A journey in a browser of its own, signed in, nothing kept from another. Answered before anything is shown. */
  openJourney(key: string): Promise<Page>;
  openBare(): Promise<Page>;
  stop(): Promise<void>;
}

export const template = 'letter';

export async function startCanvasPages(journeys: { [key: string]: JourneyDefinition }, bare: JourneyDefinition): Promise<CanvasPages> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-canvas-'));
  await buildPages(folder);
  await writeFile(join(folder, 'bare', 'definition.json'), JSON.stringify(bare));
  const mongo = await startBenchMongo();
  const server = await startBenchServer(mongo, 'bench_canvas', undefined, { CAIRN_WEB_DIR: join(folder, 'web') });
  await createUser(mongo.client.db('bench_canvas'), { workspace: 'bench', name: 'Bench', ...account, now: new Date() });
  const call = async (method: string, path: string, body: unknown): Promise<void> => {
    const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  await call('PUT', `/api/templates/${template}`, { name: 'Letter', subject: 'Hello', mjml: '<mjml><mj-body></mj-body></mjml>' });
  for (const [key, definition] of Object.entries(journeys)) await call('PUT', `/api/journeys/${key}`, definition);
  const barePages = await preview({
    root: join(root, 'bench/bare-xyflow'),
    logLevel: 'error',
    build: { outDir: join(folder, 'bare') },
    preview: { port: await anyFreePort(), host: '127.0.0.1' },
  });
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: flags });
  return {
    openJourney: async (key) => {
      const page = await newPage(browser, server.url);
      const answer = await page.context().request.post('/api/session', { data: account, headers: { origin: server.url } });
      if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`);
      await page.goto(`/journeys/${key}`, { waitUntil: 'commit' });
      return page;
    },
    openBare: async () => {
      const page = await newPage(browser, barePages.resolvedUrls?.local[0] ?? '');
      await page.goto('/', { waitUntil: 'commit' });
      return page;
    },
    stop: async () => {
      await browser.close();
      await barePages.close();
      await server.stop();
      await mongo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function buildPages(folder: string): Promise<void> {
  await build({
    root: join(root, 'web'),
    configFile: join(root, 'web/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: join(folder, 'web'), emptyOutDir: true },
  });
  await build({
    root: join(root, 'bench/bare-xyflow'),
    configFile: false,
    logLevel: 'error',
    base: './',
    resolve: { conditions: ['@cairn/source', 'module', 'browser', 'development|production'] },
    build: { target: 'es2022', outDir: join(folder, 'bare'), emptyOutDir: true },
  });
}

async function newPage(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ viewport, baseURL });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  return page;
}
