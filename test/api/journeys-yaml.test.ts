import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exportJourneys, importJourneys, remoteJourney } from '@cairn/server/journey-files/exchange.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { journeyToYaml } from '@cairn/workflows/files/journey-yaml.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

let server: ApiServer;

const cart: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Abandoned cart',
  trigger: { type: 'event', event: { name: 'Cart Updated', where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 10 } } },
  reentry: { type: 'never' },
  exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
  start: 'delay',
  steps: [
    { id: 'delay', type: 'delay', duration: { amount: 1, unit: 'day' }, next: 'exit' },
    { id: 'exit', type: 'exit' },
  ],
};
const layout = { positions: { exit: { x: 10, y: 20 }, delay: { x: 0, y: 1 } } };
const file = journeyToYaml('cart', cart, layout);
const put = async (key: string, yaml: string) => await server.call('PUT', `/api/journeys/${key}/yaml`, { yaml });
const get = async (key: string) => (await server.call('GET', `/api/journeys/${key}/yaml`)).body.yaml as string;

beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => await server.close());

describe('a journey as a file', () => {
  test('is saved as a draft with its layout, and comes back letter by letter', async () => {
    expect(await put('cart', file)).toMatchObject({ status: 200, body: { key: 'cart', state: 'draft', draftRevision: 1, draft: cart, layout, problems: [] } });
    expect(await get('cart')).toBe(file);
  });

  test('that is the same again changes nothing; one that only moves a step is told to whoever has it open', async () => {
    expect((await put('cart', file)).body).toMatchObject({ draftRevision: 1 });
    expect((await put('cart', journeyToYaml('cart', cart))).body).toMatchObject({ draftRevision: 2, draft: cart, layout: { positions: {} } });
  });

  test('goes through the canvas, and nothing else changes', async () => {
    const { body } = await put('cart', file);
    const moved = { positions: { ...layout.positions, exit: { x: 99, y: 20 } } };
    const draft = { definition: body.draft, layout: moved, draftRevision: body.draftRevision };
    expect((await server.call('PUT', '/api/journeys/cart/draft', draft)).status).toBe(200);
    expect(await get('cart')).toBe(file.replace('x: 10', 'x: 99'));
  });

  test('may miss what publishing needs, and says so', async () => {
    const answer = await put('open', journeyToYaml('open', { ...cart, start: null }));
    expect(answer).toMatchObject({ status: 200, body: { problems: expect.arrayContaining([expect.objectContaining({ code: 'missing-start' })]) } });
  });

  test.each([
    ['no YAML', 'journey: [', 'line 1, column 11', ''],
    ['a field that is unknown', file.replace('schemaVersion: 1', 'schemaVersion: 1\nbegins: delay'), 'begins', 'Line 3: '],
    ['another key', file.replace('journey: cart', 'journey: other'), 'journey', 'The file is of another journey'],
  ])('is refused with its place: %s', async (_, yaml, path, message) => {
    const answer = await put('cart', yaml);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-file' } });
    expect(answer.body.details[0]).toMatchObject({ path, message: expect.stringContaining(message) });
  });

  test('of a journey that is not there is not found', async () => {
    expect(await server.call('GET', '/api/journeys/nowhere/yaml')).toMatchObject({ status: 404, body: { code: 'unknown-journey' } });
  });
});

describe('the command', () => {
  test('imports, exports, and finds nothing changed between', async () => {
    const remote = { url: server.url, apiKey: server.apiKey };
    const folder = await mkdtemp(join(tmpdir(), 'journeys-'));
    const path = join(folder, 'kept.yaml');
    await writeFile(path, journeyToYaml('kept', cart, layout));
    expect((await importJourneys(remote, [folder])).lines).toEqual(['made    kept']);
    expect((await importJourneys(remote, [folder], { publish: true })).lines).toEqual(['same    kept, published']);
    expect((await server.call('GET', '/api/journeys/kept')).body).toMatchObject({ state: 'live', changed: false });
    expect((await exportJourneys(remote, ['kept'], folder)).lines).toEqual([`same  ${path}`]);
    await writeFile(path, journeyToYaml('kept', { ...cart, name: 'Cart' }, layout));
    expect((await importJourneys(remote, [folder])).lines).toEqual(['changed kept', '  ~ journey name: "Abandoned cart" → "Cart"']);
    expect((await exportJourneys(remote, [], folder)).lines).toContain(`wrote ${join(folder, 'cart.yaml')}`);
    expect(await readFile(join(folder, 'cart.yaml'), 'utf8')).toBe(await get('cart'));
    expect(await remoteJourney(remote, 'nowhere')).toBeUndefined();
  });

  test('says in the server’s own words what it refused', async () => {
    await expect(exportJourneys({ url: server.url, apiKey: 'ck_wrong' }, ['cart'], tmpdir())).rejects.toThrow();
  });
});
