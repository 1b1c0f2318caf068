import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, send, startApiServer } from './api-server.js';

let server: ApiServer;
let webDir: string;

beforeAll(async () => {
  webDir = await mkdtemp(path.join(tmpdir(), 'cairn-web-'));
  await mkdir(path.join(webDir, 'assets'));
  await writeFile(path.join(webDir, 'index.html'), '<!doctype html><title>Cairn</title>');
  await writeFile(path.join(webDir, 'assets/app-abc.js'), `console.log("${'x'.repeat(2_000)}")`);
  await writeFile(path.join(webDir, 'assets/app-abc.js.map'), '{}');
  server = await startApiServer({ webDir });
});
afterAll(async () => {
  await server.close();
  await rm(webDir, { recursive: true });
});

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, { content?: unknown }> }>>;
  components: { schemas: Record<string, unknown> };
}

describe('the description of the API', () => {
  test('is OpenAPI 3.1, and the committed file is what the code says', async () => {
    const served = (await send(`${server.url}/api/openapi.json`, 'GET')).body as OpenApi;
    expect(served.openapi).toMatch(/^3\.1/);
    const committed = JSON.parse(await readFile(new URL('../../server/openapi.json', import.meta.url), 'utf8')) as OpenApi;
    expect(served, 'run `npm run generate`').toEqual(committed);
  });

  test('describes every answer, and every reference leads somewhere', async () => {
    const { paths, components } = (await send(`${server.url}/api/openapi.json`, 'GET')).body as OpenApi;
    for (const [address, operations] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        expect(
          good.some(([status, response]) => status === '204' || response.content !== undefined),
          `${method} ${address}`,
        ).toBe(true);
      }
    }
    for (const [, name] of JSON.stringify(paths).matchAll(/#\/components\/schemas\/(\w+)/g)) expect(components.schemas, name).toHaveProperty(name as string);
  });

  test('has a page to read', async () => {
    const page = await send(`${server.url}/api/docs`, 'GET');
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Cairn API') as string });
  });

  test('lists no call that answers strangers, but for health, the published schema and signing in', async () => {
    const { paths } = (await send(`${server.url}/api/openapi.json`, 'GET')).body as OpenApi;
    const open: string[] = [];
    for (const [address, operations] of Object.entries(paths).filter(([each]) => each.startsWith('/api/'))) {
      for (const method of Object.keys(operations)) {
        const answer = await send(`${server.url}${address.replace(/\{\w+\}/g, 'x')}`, method.toUpperCase(), method === 'get' ? undefined : {});
        if (answer.status !== 401) open.push(`${method} ${address}`);
      }
    }
    expect(open.sort()).toEqual(['get /api/health', 'get /api/schemas/condition/v1.json', 'post /api/session', 'post /api/session/link']);
  });
});

test('health names what is up', async () => {
  expect(await send(`${server.url}/api/health`, 'GET')).toMatchObject({
    status: 200,
    body: { status: 'degraded', checks: { mongo: { status: 'up' }, worker: { status: 'down' } } },
  });
});

describe('the web pages', () => {
  test.each(['/', '/journeys', '/profiles/some.id/x', '/sign-in/demo.abc'])('%s is the app, and may run nobody else’s script', async (address) => {
    const answer = await send(`${server.url}${address}`, 'GET');
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('<title>Cairn') as string });
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  test('files with a hash in their name are kept for ever, and compressed', async () => {
    const answer = await fetch(`${server.url}/assets/app-abc.js`, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(await answer.text()).toContain('xxx');
    const again = await fetch(`${server.url}/assets/app-abc.js`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  test.each(['/assets/missing.js', '/assets/app-abc.js.map', '/..%2f..%2fpackage.json', '/%2e%2e/package.json', '/api/missing', '/v1/missing', '/u', '/%'])(
    '%s is not there',
    async (address) => {
      const answer = await send(`${server.url}${address}`, 'GET', undefined, { authorization: `Bearer ${server.apiKey}` });
      expect([400, 404]).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain('<title>');
    },
  );
});
