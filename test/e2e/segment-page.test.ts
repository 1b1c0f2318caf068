import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

/** The condition's answer is on everybody. */
async function untilFilled(key: string): Promise<number> {
  for (;;) {
    const { members, backfill } = (await call(shop, 'GET', `/api/segments/${key}`)) as { members: number; backfill: { done: number; total: number } };
    if (backfill.done >= backfill.total) return members;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

describe.each(['light', 'dark'] as const)('the page of a segment, in %s', (scheme) => {
  test('finds its people, and takes them along', async () => {
    const members = await untilFilled('repeat-customers');
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/segments/repeat-customers');
    await page.getByRole('tab', { name: 'People' }).click();
    const table = page.getByRole('table', { name: 'Who is in it now' });
    await table.getByRole('row').nth(1).waitFor();
    const name = (await table.getByRole('link').first().innerText()).trim();
    await page.getByRole('textbox', { name: 'Search name, email or identity' }).fill(name);
    await page.waitForURL(/search=/);
    await expect.poll(async () => await table.getByRole('link').allInnerTexts()).toContain(name);
    await expect.poll(async () => (await table.getByRole('link').allInnerTexts()).every((text) => text === name)).toBe(true);
    await page.getByRole('textbox', { name: 'Search name, email or identity' }).fill('nobody of that name');
    await page.getByText('Nobody in this segment matches “nobody of that name”').waitFor();
    await page.getByRole('button', { name: 'Clear search' }).click();

    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByText('Sensitive traits are left out.').waitFor();
    await shoot(page, `segment-members-${scheme}`);
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }).click();
    const file = await (await download).path();
    const lines = (await readFile(file, 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(members + 1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('shows how it grew, as charts and as tables', async () => {
    const members = await untilFilled('repeat-customers');
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/segments/repeat-customers?tab=growth');
    await page.getByText(new RegExp(`^From \\d[\\d,]* to ${new Intl.NumberFormat('en').format(members)} people\\.$`)).waitFor();
    await page.locator('.recharts-surface').nth(1).waitFor();
    await shoot(page, `segment-growth-${scheme}`);
    await page.getByRole('radiogroup', { name: 'How far back' }).getByText('90 days').click();
    await page.waitForURL(/days=90/);
    await page.getByRole('button', { name: 'Show as table' }).first().click();
    const rows = page.getByRole('table', { name: 'Day by day' }).getByRole('row');
    await expect.poll(async () => await rows.count()).toBe(91);
    await rows.nth(1).getByText('(so far)').waitFor();
    expect(await rows.nth(1).innerText()).toContain(new Intl.NumberFormat('en').format(members));
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('shows whom it shares with others, and what they are like', async () => {
    await untilFilled('repeat-customers');
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/segments/repeat-customers?tab=overlap');
    const plot = page.getByRole('table', { name: 'People by combination of segments' });
    await plot.getByRole('columnheader', { name: 'Lapsed' }).waitFor();
    await shoot(page, `segment-overlap-${scheme}`);
    const alone = plot.getByRole('link').first();
    const people = (await alone.innerText()).trim();
    await alone.click();
    await page.waitForURL(/\/segments\/new\?in=repeat-customers/);
    await page.getByText(`${people} people match`).waitFor();
    await shoot(page, `segment-of-combination-${scheme}`);
    await page.goBack();
    await page.getByRole('tab', { name: 'Composition' }).click();
    await page.getByText(/^Most often: /).waitFor();
    await shoot(page, `segment-composition-${scheme}`);
    await page.getByRole('combobox', { name: 'Trait' }).fill('language');
    await page.getByRole('option', { name: 'language' }).click();
    await page.waitForURL(/of=trait%2Flanguage/);
    await page.getByText(/^Most often: /).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('compares versions and brings one back', async () => {
    const key = `spenders-${scheme}`;
    const condition = (value: number) => ({ fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value });
    for (const times of [3, 5]) await call(shop, 'PUT', `/api/segments/${key}`, { name: 'Spenders', condition: condition(times) });
    await untilFilled(key);
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto(`/segments/${key}?tab=versions`);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'From version 1 to version 2' }).waitFor();
    const diff = page.getByRole('region', { name: 'Changes, line by line' });
    await diff.getByText('value: 3').waitFor();
    await diff.getByText('value: 5').waitFor();
    await shoot(page, `segment-versions-${scheme}`);
    await page.getByRole('button', { name: 'Restore…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restore version 1?' });
    await dialog.getByText(/people would be in it; now it has/).waitFor();
    await shoot(page, `segment-restore-${scheme}`);
    await dialog.getByRole('button', { name: 'Restore and ask everybody again' }).click();
    await page.getByText('Version 1 is back.').waitFor();
    expect(await call(shop, 'GET', `/api/segments/${key}`)).toMatchObject({ condition: condition(3) });
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => ((await call(shop, 'GET', `/api/segments/${key}`)) as { condition: object }).condition).toEqual(condition(5));
    expect(complaints).toEqual([]);
    await context.close();
  });
});
