import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { EventDocument } from '@cairn/server/events/event.js';
import type { Browser } from '@playwright/test';
import type { AnalyticsBrowser } from '@segment/analytics-next';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { launchBrowser } from '../fixtures/browser.js';
import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;
let browser: Browser;
let shop: Server;

/** A page of another origin that carries the SDK's own browser build, unmodified. */
beforeAll(async () => {
  server = await startApiServer();
  browser = await launchBrowser();
  const build = path.join(path.dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')), 'dist/umd');
  shop = createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? '/', 'http://shop').pathname);
    if (!name.endsWith('.js')) {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Shop</title><script src="/sdk/index.js"></script>');
      return;
    }
    readFile(path.join(build, name)).then(
      (script) => response.setHeader('content-type', 'text/javascript').end(script),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  shop.close();
  await browser.close();
  await server.close();
});

const eventsOf = async (userId: string) =>
  await server.db
    .collection<EventDocument>('events')
    .find({ names: `demo:userId:${userId}` })
    .toArray();

test('the unmodified Segment SDK for browsers loads its settings here and delivers from a page of another origin', async () => {
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/cart`);
  await page.evaluate(
    async ({ writeKey, url }) => {
      const sdk = (globalThis as unknown as { AnalyticsNext: { AnalyticsBrowser: typeof AnalyticsBrowser } }).AnalyticsNext.AnalyticsBrowser;
      const analytics = sdk.load({ writeKey, cdnURL: url });
      await analytics.identify('browser', { email: 'b@example.com' });
      await analytics.track('Cart Updated', { total: 9, 'a.b': 1 });
      await analytics.page('Docs', 'Cart');
      await analytics.group('acme');
      await analytics.alias('browser', 'before-login');
    },
    { writeKey: server.writeKey, url: server.url },
  );
  await expect
    .poll(async () => (await eventsOf('browser')).map((event) => event.name).sort(), { timeout: 15_000 })
    .toEqual(['Alias', 'Cart Updated', 'Group', 'Identify', 'Page Viewed']);
  const cart = (await eventsOf('browser')).find((event) => event.name === 'Cart Updated');
  expect(cart).toMatchObject({ properties: { total: 9, 'a%2eb': 1 }, context: { page: { path: '/cart' } } });
  expect(cart?.names[1]).toMatch(/^demo:anonymousId:/);
  expect(refused).toEqual([]);
  await page.close();
});

test('a call made while the page goes away still arrives', async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
  await page.evaluate(
    ({ writeKey, url }) => {
      addEventListener('pagehide', () => navigator.sendBeacon(`${url}/v1/t`, JSON.stringify({ writeKey, userId: 'leaving', event: 'Page Left' })));
    },
    { writeKey: server.writeKey, url: server.url },
  );
  await page.goto('about:blank');
  await expect.poll(async () => (await eventsOf('leaving')).map((event) => event.name), { timeout: 10_000 }).toEqual(['Page Left']);
  await page.close();
});
