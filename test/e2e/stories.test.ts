import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Click, readClicks, whoDid } from '../fixtures/clickstream.js';
import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

/**
 * The known stories of a clickstream that nobody here wrote, each caught by a segment that is built in the browser; who must be in it is read from
 * the file by the test itself.
 */
let shop: Shop;
const clicks = readClicks();

const headers = () => ({ authorization: `Bearer ${shop.access.apiKey}`, 'content-type': 'application/json' });
const get = async (path: string) => (await (await fetch(`${shop.access.url}${path}`, { headers: headers() })).json()) as never;

beforeAll(async () => {
  shop = await openShop({ filled: false });
  await ingest();
  await shop.untilFolded();
}, 1_200_000);
afterAll(async () => {
  await shop?.end();
});

async function ingest(): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}`;
  for (let from = 0; from < clicks.length; from += 1_000) {
    const batch = clicks.slice(from, from + 1_000).map(({ userId, event, at, properties }, n) => ({
      ...{ type: 'track', messageId: `click-${from + n}`, userId, event, properties },
      timestamp: new Date(at).toISOString(),
    }));
    const answer = await fetch(`${shop.access.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ batch }),
    });
    expect(answer.status).toBe(200);
  }
}

const inRow = (n: number, total: number) => `condition ${n} of ${total}, group 1`;

async function begin(page: Page, name: string): Promise<void> {
  await page.goto('/segments/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
}

/** Chooses what a row asks, from the picker, by the name that the catalogue has. */
async function pick(page: Page, row: string, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`What is asked, ${row}$`) }).click();
  await page.getByRole('textbox', { name: 'Search events, traits, segments' }).fill(name);
  await page
    .getByRole('option', { name: new RegExp(`^${name}`) })
    .first()
    .click();
}

async function between(page: Page, row: string, from: string, to: string): Promise<void> {
  await page.getByRole('combobox', { name: `Time window, ${row}` }).selectOption('dates');
  await page.getByLabel(`From, ${row}`).fill(from);
  await page.getByLabel(`Before, ${row}`).fill(to);
}

async function where(page: Page, row: string, property: string, value: string): Promise<void> {
  await page.locator('[data-condition]').last().getByRole('button', { name: 'Property', exact: true }).click();
  await type(page, `Property, row 1 of 1, ${row}`, property);
  await type(page, `Value, row 1 of 1, ${row}`, value);
}

/** Types a name, and puts away what it is suggested. */
async function type(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).fill(text);
  await page.keyboard.press('Escape');
}

async function save(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Save segment' }).click();
  await page.waitForURL(/\/segments\/(?!new)[a-z0-9-]+/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Everybody in a segment once it is filled. */
async function membersOf(key: string): Promise<string[]> {
  await expect
    .poll(
      async () => {
        const { backfill } = (await get(`/api/segments/${key}`)) as { backfill: { done: number; total: number } };
        return backfill.done >= backfill.total;
      },
      { timeout: 300_000, interval: 1_000 },
    )
    .toBe(true);
  const found: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: { displayName: string }[]; nextCursor: string | null } = await get(
      `/api/segments/${key}/members?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    found.push(...page.items.map(({ displayName }) => displayName));
    cursor = page.nextCursor;
  }
  return found.sort();
}

const day = 86_400_000;
const on = (click: Click, from: string, to: string): boolean => click.at >= Date.parse(from) && click.at < Date.parse(to);
const but = (who: Set<string>, without: Set<string>): string[] => [...who].filter((user) => !without.has(user)).sort();

describe('the stories of a clickstream, caught with segments built in the browser', () => {
  test('a viral article: organic visitors who look and do not buy, by mouse', async () => {
    const { context, page, complaints } = await visitor(shop);
    await signIn(shop, context);
    await begin(page, 'Viral article');
    await pick(page, inRow(1, 1), 'product_view');
    await between(page, inRow(1, 1), '2024-02-29', '2024-03-04');
    await where(page, inRow(1, 1), 'acquisition_channel', 'organic');
    await page.getByRole('button', { name: 'Add condition' }).click();
    await pick(page, inRow(2, 2), 'purchase');
    await page.getByRole('combobox', { name: `How often, ${inRow(2, 2)}` }).selectOption('never');
    await between(page, inRow(2, 2), '2024-02-29', '2024-03-04');

    const looked = whoDid(
      clicks,
      (click) => click.event === 'product_view' && click.properties.acquisition_channel === 'organic' && on(click, '2024-02-29', '2024-03-04'),
    );
    const bought = whoDid(clicks, (click) => click.event === 'purchase' && on(click, '2024-02-29', '2024-03-04'));
    const expected = but(looked, bought);
    // The count and what each row removes, before anything is saved.
    await page.getByText(`${expected.length} people match`).waitFor();
    await page
      .locator('[data-condition="1"]')
      .getByText(/^(−\d+|±0)$/)
      .waitFor({ timeout: 60_000 });
    await shoot(page, 'stories-viral');
    expect(await membersOf(await save(page))).toEqual(expected);
    expect(complaints).toEqual([]);
    await context.close();
  }, 600_000);

  test('a bug in the mobile checkout, by keyboard alone', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    await page.goto('/segments/new');
    await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    const { keyboard } = page;
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let presses = 0; presses < 80; presses += 1) {
        const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
        if (name.test(focused)) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab never came to ${name}`);
    };
    // The name has the focus when the page opens.
    await keyboard.type('Mobile checkout bug');
    await tabTo(/What is asked/);
    await keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Search events, traits, segments' }).waitFor();
    await keyboard.type('checkout_bug');
    await page
      .getByRole('option', { name: /^checkout_bug/ })
      .first()
      .waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await tabTo(/^Time window/);
    await keyboard.type('between');
    await tabTo(/^From,/);
    await keyboard.type('04092024');
    await tabTo(/^Before,/);
    await keyboard.type('05102024');
    await tabTo(/^Property$/);
    await keyboard.press('Enter');
    await tabTo(/^Property, row 1/);
    await keyboard.type('platform');
    await keyboard.press('Escape');
    await tabTo(/^Value, row 1/);
    await keyboard.type('mobile');
    await keyboard.press('Escape');
    const expected = but(
      whoDid(clicks, ({ event }) => event === 'checkout_bug'),
      new Set(),
    );
    await page.getByText(`${expected.length} people match`).waitFor();
    await shoot(page, 'stories-bug');
    // Back to the header, as Tab goes.
    for (let presses = 0; presses < 80; presses += 1) {
      const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
      if (focused === 'Save segment') break;
      await keyboard.press('Shift+Tab');
    }
    await keyboard.press('Enter');
    await page.waitForURL(/\/segments\/mobile-checkout-bug/);
    expect(await membersOf('mobile-checkout-bug')).toEqual(expected);
    await context.close();
  }, 600_000);

  test('a payment incident: an error, and no purchase within a day, as ordered steps', async () => {
    const { context, page, complaints } = await visitor(shop);
    await signIn(shop, context);
    await begin(page, 'Payment incident');
    const row = inRow(1, 1);
    await page.getByRole('button', { name: new RegExp(`What is asked, ${row}$`) }).click();
    await page.getByRole('textbox', { name: 'Search events, traits, segments' }).fill('order');
    await page.getByRole('option', { name: /^Did in order/ }).click();
    await page.getByRole('combobox', { name: `Time window, ${row}` }).selectOption('dates');
    await page.getByLabel(`From, ${row}`).fill('2024-05-19');
    await page.getByLabel(`Before, ${row}`).fill('2024-06-09');
    await type(page, `Event, step 1 of 2, ${row}`, 'payment_error');
    await page.getByRole('combobox', { name: `Kind of step, step 2 of 2, ${row}` }).selectOption('absent');
    await type(page, `Event, step 2 of 2, ${row}`, 'purchase');
    const failed = clicks.filter(({ event }) => event === 'payment_error');
    const purchases = clicks.filter(({ event }) => event === 'purchase');
    const lost = failed.filter((error) => !purchases.some(({ userId, at }) => userId === error.userId && at > error.at && at <= error.at + day));
    const expected = [...new Set(lost.map(({ userId }) => userId))].sort();
    await page.getByText(`${expected.length} people match`).waitFor();
    await shoot(page, 'stories-payment');
    expect(await membersOf(await save(page))).toEqual(expected);
    expect(complaints).toEqual([]);
    await context.close();
  }, 600_000);

  test('loyal people buy: bought as a loyal customer, never as a new one', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    await begin(page, 'Loyal buyers');
    await pick(page, inRow(1, 1), 'purchase');
    await where(page, inRow(1, 1), 'user_lifecycle', 'loyal');
    await page.getByRole('button', { name: 'Add condition' }).click();
    await pick(page, inRow(2, 2), 'purchase');
    await page.getByRole('combobox', { name: `How often, ${inRow(2, 2)}` }).selectOption('never');
    await where(page, inRow(2, 2), 'user_lifecycle', 'new');
    const bought = (lifecycle: string) => whoDid(clicks, ({ event, properties }) => event === 'purchase' && properties.user_lifecycle === lifecycle);
    expect(await membersOf(await save(page))).toEqual(but(bought('loyal'), bought('new')));
    await context.close();
  }, 600_000);

  test('who came in April is still looking round: by cohort, through the file and back', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    await begin(page, 'April, still looking');
    await pick(page, inRow(1, 1), 'product_view');
    await where(page, inRow(1, 1), 'user_cohort', '2024-04');
    await page.getByRole('button', { name: 'Add condition' }).click();
    await pick(page, inRow(2, 2), 'purchase');
    // What follows later than this is a step of its own.
    await page.waitForTimeout(1_600);
    await page.getByRole('combobox', { name: `How often, ${inRow(2, 2)}` }).selectOption('never');
    // The same as a file; undone and done again by name.
    await page.getByText('YAML', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Condition as YAML' }).getByText('2024-04').waitFor();
    await shoot(page, 'stories-yaml');
    await page.getByText('Rows', { exact: true }).click();
    await page.getByRole('button', { name: /^Undo: change to “did not do purchase”$/ }).click();
    await page.getByText('did purchase at least once', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: /^Redo: change to “did not do purchase”$/ }).click();
    const looked = whoDid(clicks, ({ event, properties }) => event === 'product_view' && properties.user_cohort === '2024-04');
    const bought = whoDid(clicks, ({ event }) => event === 'purchase');
    expect(await membersOf(await save(page))).toEqual(but(looked, bought));
    await context.close();
  }, 600_000);
});
