import type { BackfillAnswer } from '@cairn/server/backfills/backfills.schemas.js';
import type { Route } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop({ filled: false });
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const backfill = (id: string, change: Partial<BackfillAnswer>): BackfillAnswer => ({
  ...{ id, state: 'completed', holdsBack: false, done: 48_200, total: 48_200, startedAt: ago(90), endedAt: ago(88), workflowId: 'backfill-demo' },
  ...change,
});

/** Where so few people are, none of these lasts long enough to be looked at: what the API answers is given. What it does is tested with it. */
describe.each(['light', 'dark'] as const)('asking everybody again, in %s', (scheme) => {
  test('is seen to run, is stopped with what that means, and goes on', async () => {
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    const before = [backfill('b2', { state: 'failed', done: 12, startedAt: ago(600) }), backfill('b1', { startedAt: ago(4_000) })];
    let newest = backfill('b3', { state: 'running', done: 17_321, startedAt: ago(2), endedAt: null });
    const asked: string[] = [];
    const answer = async (route: Route): Promise<void> => {
      const { pathname } = new URL(route.request().url());
      if (route.request().method() === 'POST') {
        asked.push(pathname);
        newest = pathname.endsWith('cancel')
          ? backfill('b3', { state: 'cancelled', holdsBack: true, done: 17_900, startedAt: ago(2) })
          : backfill('b4', { state: 'running', done: 17_900, startedAt: ago(0), endedAt: null });
        return await route.fulfill({ json: newest });
      }
      return await route.fulfill({ json: { items: [newest, ...before], nextCursor: null } });
    };
    await page.route((url) => url.pathname.startsWith('/api/backfills'), answer);
    await page.goto('/jobs');
    const table = page.getByRole('table', { name: 'Asking everybody again' });
    await table.getByText('17,321 of 48,200').waitFor();
    await table.getByText('35%').waitFor();
    await shoot(page, `backfill-runs-${scheme}`);

    await table.getByRole('button', { name: 'Stop' }).click();
    const dialog = page.getByRole('dialog', { name: 'Stop asking everybody again?' });
    await dialog.getByText('30,879 people were not asked yet.').waitFor();
    await shoot(page, `backfill-stop-${scheme}`);
    await dialog.getByRole('button', { name: 'Stop, 30,879 people not asked' }).click();
    await table.getByText('Stopped, incomplete').waitFor();
    await shoot(page, `backfill-stopped-${scheme}`);

    await table.getByRole('button', { name: 'Go on' }).click();
    await table.getByText('17,900 of 48,200').waitFor();
    await table.getByRole('button', { name: 'Stop' }).waitFor();
    expect(asked).toEqual(['/api/backfills/b3/cancel', '/api/backfills/b3/resume']);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
