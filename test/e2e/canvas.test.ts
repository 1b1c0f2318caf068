import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Account, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;
const open: BrowserContext[] = [];

beforeAll(async () => {
  shop = await openShop({ filled: false });
  await api('PUT', '/api/templates/letter', {
    name: 'Letter',
    subject: 'Hello',
    mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section></mj-body></mjml>',
  });
}, 300_000);
afterAll(async () => {
  for (const context of open) await context.close();
  await shop?.end();
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
async function api(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${shop.access.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${shop.access.apiKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${method} ${path}`).toBeLessThan(300);
  return answer.status === 204 ? undefined : await answer.json();
}

async function track(userId: string, event: string, properties: object = {}): Promise<void> {
  const answer = await fetch(`${shop.access.url}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ userId, event, properties }),
  });
  expect(answer.status).toBe(200);
}

function journey(name: string, event: string, steps: Step[]): JourneyDefinition {
  return {
    schemaVersion: 1,
    name,
    trigger: { type: 'event', event: { name: event } },
    reentry: { type: 'never' },
    exits: [],
    start: steps[0]?.id ?? null,
    steps,
  };
}

const wait = (id: string, next: string | null, amount = 1): Step => ({ id, type: 'delay', duration: { amount, unit: 'hour' }, next });
const mail = (id: string, next: string | null): Step => ({ id, type: 'message', channel: 'email', template: 'letter', next });
const exit: Step = { id: 'exit-1', type: 'exit' };
/** Big spenders wait at once, everyone else gets a mail before. */
const spenders = (amount = 1): Step[] => [
  {
    id: 'split-1',
    type: 'split',
    branches: [
      { id: 'branch-1', name: 'Big spender', condition: { fact: 'trigger', path: 'properties.total', operator: 'greaterThan', value: 50 }, next: 'wait-1' },
    ],
    otherwise: { next: 'message-1' },
  },
  mail('message-1', 'wait-1'),
  wait('wait-1', 'exit-1', amount),
  exit,
];

async function show(key: string, account: Account = shop.access, address = ''): Promise<{ page: Page; complaints: string[] }> {
  const { context, page, complaints } = await visitor(shop);
  open.push(context);
  await signIn(shop, context, account);
  await page.goto(`/journeys/${key}${address}`);
  await step(page, 1).waitFor();
  return { page, complaints };
}

const step = (page: Page, number: number): Locator => page.getByRole('group', { name: new RegExp(`^Step ${number},`) });
const saved = async (page: Page): Promise<void> => await page.getByText(/Saved \d/).waitFor();
const layoutOf = async (key: string): Promise<{ [id: string]: { x: number; y: number } }> => (await api('GET', `/api/journeys/${key}`)).layout.positions;

async function drag(page: Page, from: Locator, by: { x: number; y: number }): Promise<void> {
  const box = await from.boundingBox();
  if (!box) throw new Error('nothing to drag');
  const start = { x: box.x + 80, y: box.y + 14 };
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + by.x / 2, start.y + by.y / 2, { steps: 4 });
  await page.mouse.move(start.x + by.x, start.y + by.y, { steps: 4 });
  await page.mouse.up();
}

/** How often a line that is drawn runs through a box that is drawn, and how many lines there are. */
async function crossings(page: Page): Promise<{ lines: number; crossings: number }> {
  return await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('[data-node]')].map((node) => node.getBoundingClientRect());
    const lines = [...document.querySelectorAll<SVGPathElement>('.react-flow__viewport-portal path')];
    let found = 0;
    for (const line of lines) {
      const toScreen = line.getScreenCTM();
      const length = line.getTotalLength();
      // The ends lie on the boxes that it joins.
      for (let at = 6; at < length - 6; at += 4) {
        const point = line.getPointAtLength(at).matrixTransform(toScreen ?? undefined);
        if (boxes.some((box) => point.x > box.left + 2 && point.x < box.right - 2 && point.y > box.top + 2 && point.y < box.bottom - 2)) found += 1;
      }
    }
    return { lines: lines.length, crossings: found };
  });
}

describe('the canvas', () => {
  test('is arranged by hand, by mouse and keys; undone; kept; and tidied up', async () => {
    await api('PUT', '/api/journeys/arranged', journey('Arranged', 'A', spenders()));
    const { page, complaints } = await show('arranged');
    await page.getByRole('button', { name: 'Arrange by hand' }).click();
    await saved(page);
    const before = await layoutOf('arranged');
    expect(Object.keys(before).sort()).toEqual(['@trigger', 'exit-1', 'message-1', 'split-1', 'wait-1']);
    // Onto its neighbour, which makes room.
    await drag(page, step(page, 2), { x: -120, y: 60 });
    await expect.poll(async () => (await layoutOf('arranged'))['message-1']).not.toEqual(before['message-1']);
    const after = await layoutOf('arranged');
    for (const [a, b] of [
      ['message-1', 'wait-1'],
      ['message-1', 'split-1'],
    ] as const)
      expect(Math.abs((after[a]?.x ?? 0) - (after[b]?.x ?? 0)) >= 308 || Math.abs((after[a]?.y ?? 0) - (after[b]?.y ?? 0)) >= 180, `${a} ${b}`).toBe(true);
    await expect.poll(async () => await crossings(page)).toMatchObject({ crossings: 0 });
    expect((await crossings(page)).lines).toBeGreaterThan(4);
    await shoot(page, 'canvas-arranged');

    await step(page, 1).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(async () => ((await layoutOf('arranged'))['split-1']?.x ?? 0) - (after['split-1']?.x ?? 0)).toBe(48);
    await page.getByRole('button', { name: /^Undo: shift/ }).click();
    await expect.poll(async () => (await layoutOf('arranged'))['split-1']).toEqual(after['split-1']);
    await page.reload();
    await page.getByRole('button', { name: 'Tidy up' }).click();
    await expect.poll(async () => await layoutOf('arranged')).toEqual({});
    expect(complaints).toEqual([]);
  });

  test('moves a step in the flow by dragging it onto an edge, and by M', async () => {
    await api(
      'PUT',
      '/api/journeys/moved',
      journey('Moved', 'A', [wait('wait-1', 'message-1'), mail('message-1', 'wait-2'), wait('wait-2', 'exit-1', 2), exit]),
    );
    const { page } = await show('moved');
    const next = async () => (await api('GET', '/api/journeys/moved')).draft.steps.map(({ id, next: to }: { id: string; next?: string }) => [id, to]);
    const from = await step(page, 1).boundingBox();
    await page.mouse.move((from?.x ?? 0) + 80, (from?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move((from?.x ?? 0) + 200, (from?.y ?? 0) + 60, { steps: 4 });
    const zone = page.locator('[data-drop=open]').first();
    await zone.waitFor();
    const box = await zone.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 12, (box?.y ?? 0) + 12, { steps: 6 });
    await shoot(page, 'canvas-drop-zones');
    await page.mouse.up();
    await expect.poll(next).toEqual([
      ['message-1', 'wait-1'],
      ['wait-1', 'wait-2'],
      ['wait-2', 'exit-1'],
      ['exit-1', undefined],
    ]);
    await step(page, 2).focus();
    await page.keyboard.press('m');
    await page.getByRole('option', { name: /^After Trigger/ }).click();
    await expect.poll(next).toEqual([
      ['wait-1', 'message-1'],
      ['message-1', 'wait-2'],
      ['wait-2', 'exit-1'],
      ['exit-1', undefined],
    ]);
  });

  test('lays out 300 steps beside the page, draws only what is in sight, and has a map', async () => {
    const steps = Array.from({ length: 300 }, (_, at): Step => (at === 299 ? exit : wait(`wait-${at}`, at === 298 ? 'exit-1' : `wait-${at + 1}`)));
    await api('PUT', '/api/journeys/long', journey('Long', 'A', steps));
    const { page, complaints } = await show('long');
    expect(await page.locator('.react-flow__node').count()).toBeLessThan(60);
    await page.locator('.react-flow__minimap').waitFor();
    expect(page.workers().some((worker) => worker.url().includes('layout'))).toBe(true);
    await step(page, 1).focus();
    await page.keyboard.press('End');
    await step(page, 300).waitFor();
    await page.keyboard.press('Home');
    await page.locator('[data-node="@trigger"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('a');
    await page.getByRole('combobox', { name: 'Add a step' }).press('Enter');
    await page.getByRole('group', { name: /^Step 2, Message/ }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('a step’s panel', () => {
  test('is as wide as somebody likes, and its tab stands in the address', async () => {
    await api('PUT', '/api/journeys/panel', journey('Panel', 'A', spenders()));
    const { page } = await show('panel', undefined, '?panel=step~message-1~preview');
    await page.frameLocator('iframe').getByText('Hi').waitFor();
    await page.getByRole('tab', { name: 'Results' }).click();
    await page.getByText('The journey was never published').waitFor();
    const edge = page.getByRole('separator', { name: 'Width of the panel' });
    await edge.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await edge.getAttribute('aria-valuenow')).toBe('544');
    await page.reload();
    await page.getByText('The journey was never published').waitFor();
    expect(await edge.getAttribute('aria-valuenow')).toBe('544');
    expect((await page.getByRole('complementary', { name: 'Step settings' }).boundingBox())?.width).toBe(544);
  });

  test('takes comments, which stand on the node until they are resolved', async () => {
    await api('PUT', '/api/journeys/talk', journey('Talk', 'A', spenders()));
    const { page } = await show('talk', undefined, '?panel=step~wait-1~comments');
    await page.getByRole('textbox', { name: 'Comment on this step' }).fill('Is an hour enough?');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Comments (1)' }).waitFor();
    await page.getByRole('group', { name: /^Step 3,.*1 comment/ }).waitFor();
    const { page: other } = await show('talk', shop.colleague);
    await other
      .getByRole('group', { name: /^Step 3,/ })
      .getByRole('button', { name: '1 comment' })
      .click();
    await other.getByText('Is an hour enough?').waitFor();
    expect(await other.getByRole('button', { name: 'Delete comment' }).count()).toBe(0);
    await other.getByRole('button', { name: 'Resolve' }).click();
    await other.getByText('No open comments.').waitFor();
    await other.getByText('Resolved', { exact: true }).click();
    await other.getByText('Resolved by Ben Miller').waitFor();
    await shoot(other, 'canvas-comments');
  });
});

describe('two people', () => {
  test('see each other; what both changed is named, and either can be had', async () => {
    await api('PUT', '/api/journeys/pair', journey('Pair', 'A', [wait('wait-1', 'exit-1'), exit]));
    const [{ page: ann }, { page: ben }] = [await show('pair'), await show('pair', shop.colleague)];
    const amount = (page: Page) => page.getByRole('textbox', { name: 'Wait', exact: true });
    await ann.getByRole('img', { name: /^Ben Miller/ }).waitFor({ timeout: 30_000 });
    await step(ann, 1).click();
    await step(ben, 1).click();
    await amount(ben).fill('5');
    await amount(ann).fill('9');
    // Whoever saves second is told; both waits are saved within a second of each other.
    const told = async (page: Page): Promise<number> => await page.getByRole('button', { name: 'Take theirs' }).count();
    await expect.poll(async () => (await told(ann)) + (await told(ben))).toBe(1);
    const page = (await told(ann)) === 1 ? ann : ben;
    const other = page === ann ? 'Ben Miller' : 'Demo marketer';
    await page.getByText(new RegExp(`^${other} changed “Wait”`)).waitFor();
    await page.getByText('You both changed the duration of “Wait”. Yours stands.').waitFor();
    await shoot(page, 'canvas-clash');
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(async () => (await api('GET', '/api/journeys/pair')).draft.steps[0].duration.amount).toBe(page === ann ? 5 : 9);
    expect(await told(page)).toBe(0);
  });
});

describe('with people inside', () => {
  const inside = async () => (await api('GET', '/api/journeys/many/inside')).people;

  test('every dialog says how many first, and every number opens whom it counts', async () => {
    await api('PUT', '/api/journeys/many', journey('Many', 'Many', spenders()));
    await api('POST', '/api/journeys/many/publish', {});
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (let at = 0; at < 12; at += 1) await track(`many-a${at}`, 'Many', { total: at * 10 });
    await expect.poll(inside, { timeout: 60_000 }).toBe(12);
    await api('PUT', '/api/journeys/many', journey('Many', 'Many', spenders(2)));
    await api('POST', '/api/journeys/many/publish', {});
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (let at = 0; at < 10; at += 1) await track(`many-b${at}`, 'Many', { total: at * 10 });
    await expect.poll(inside, { timeout: 60_000 }).toBe(22);

    const { page, complaints } = await show('many', undefined, '?counts=off');
    await page.getByRole('button', { name: 'People: 22 inside, 22 entered' }).waitFor();
    await step(page, 1).click();
    await page.getByRole('tab', { name: 'Results' }).click();
    await page.getByRole('button', { name: /Big spender/ }).click();
    await page.getByText('10 people', { exact: true }).waitFor();
    await shoot(page, 'canvas-people');

    // One who follows version 1, while the draft loses a step.
    await page.getByRole('button', { name: 'Close' }).last().click();
    await step(page, 2).focus();
    await page.keyboard.press('Delete');
    await saved(page);
    await page.getByRole('button', { name: /^People: 22/ }).click();
    await page.getByRole('button', { name: /^many-a3/ }).click();
    await page.getByText('This run follows version 1.').waitFor();
    await page.getByRole('group', { name: /^Step 2, Message/ }).waitFor();
    await shoot(page, 'canvas-version');
    await page.getByRole('button', { name: 'Back to the draft' }).click();
    await page.getByRole('group', { name: /^Step 2, Wait/ }).waitFor();

    await page.getByRole('button', { name: 'Publish journey' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('10 people are inside on version 2.').waitFor();
    await dialog.getByText('12 people are inside on version 1.').waitFor();
    await dialog.getByRole('button', { name: 'Publish, 22 stay on their version' }).click();
    await page.getByText('Version 3 is live.').waitFor();
    const choose = async (action: string, button: string): Promise<void> => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: action }).click();
      await dialog.getByText(/22 people are inside/).waitFor();
      await shoot(page, `canvas-${action.split(' ')[0]?.toLowerCase()}`);
      await dialog.getByRole('button', { name: button }).click();
    };
    await choose('Pause journey', 'Pause with 22 people inside');
    await page.getByText('Paused', { exact: true }).waitFor();
    await choose('Resume journey', 'Resume for 22 people');
    await page.getByText('Live', { exact: true }).waitFor();
    await choose('Archive journey', 'Archive and end 22 runs');
    await page.waitForURL('**/journeys');
    await expect.poll(inside, { timeout: 60_000 }).toBe(0);
    expect(complaints).toEqual([]);
  });
});
