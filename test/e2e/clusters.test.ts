import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { call, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  const orders = { name: 'Order Completed' };
  const made = { orders: { measure: 'count', event: orders }, spent: { measure: 'sum', event: orders, property: 'total' } };
  for (const [name, measure] of Object.entries(made))
    await call(shop, 'PUT', `/api/computed-traits/${name}`, { label: `All ${name}`, source: { type: 'measure', measure } });
  await vi.waitFor(
    async () => {
      const { backfill } = (await call(shop, 'GET', '/api/computed-traits/spent')) as { backfill: { done: number; total: number } };
      expect(backfill.done).toBe(backfill.total);
    },
    { timeout: 120_000, interval: 250 },
  );
}, 400_000);
afterAll(async () => {
  await shop?.end();
});

describe.each(['light', 'dark'] as const)('groups among people, in %s', (scheme) => {
  test('are found, looked at, named and saved as segments', async () => {
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/segments');
    await page.getByRole('tab', { name: 'Find groups' }).click();
    await page.getByText('Which people are alike?').waitFor();
    await shoot(page, `clusters-empty-${scheme}`);
    const numbers = page.getByRole('combobox', { name: 'Numbers' });
    for (const name of ['All orders', 'All spent']) {
      await numbers.fill(name);
      await page.getByRole('option', { name }).click();
    }
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Find groups' }).click();
    await page.getByText(/^\d+ groups among [\d,]+ people\. Silhouette 0\.\d+: /).waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    await shoot(page, `clusters-${scheme}`);
    const groups = page.getByRole('list', { name: 'Groups' }).getByRole('textbox');
    const first = `Best customers ${scheme}`;
    await groups.first().fill(first);
    const count = await groups.count();
    for (let n = 1; n < count; n += 1) await groups.nth(n).fill(`Group ${n + 1} ${scheme}`);
    await page.getByRole('textbox', { name: 'Name of the trait' }).fill(`Habit ${scheme}`);
    await page.getByRole('button', { name: `Save ${count} segments` }).scrollIntoViewIfNeeded();
    await shoot(page, `clusters-save-${scheme}`);
    await page.getByRole('button', { name: `Save ${count} segments` }).click();
    await page.waitForURL('**/segments');
    await page.getByRole('link', { name: first }).waitFor();
    await expect
      .poll(async () => ((await call(shop, 'GET', `/api/segments/best-customers-${scheme}`)) as { members: number }).members, { timeout: 60_000 })
      .toBeGreaterThan(0);
    await page.goto(`/traits/computed/habit_${scheme}`);
    await page.getByText('The group that they are nearest to by orders and spent').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});
