import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  await group('m-1', 'customer-1', 'acme', { name: 'Acme Steel Works', plan: 'gold', employees: 120, address: { city: 'Bern' } });
  await group('m-2', 'customer-2', 'acme', { plan: 'gold' });
  await group('m-3', 'customer-2', 'globex', { name: 'Globex' });
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

async function group(messageId: string, userId: string, groupId: string, traits: object): Promise<void> {
  const headers = { authorization: `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}`, 'content-type': 'application/json' };
  const answer = await fetch(`${shop.access.url}/v1/group`, { method: 'POST', headers, body: JSON.stringify({ messageId, userId, groupId, traits }) });
  expect(answer.status).toBe(200);
}

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  expect(violations.map((violation) => `${page.url()}: ${violation.id}: ${violation.nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
}

test.each(['light', 'dark'] as const)(
  'tags are made, put on a person, counted and deleted, in %s',
  async (scheme) => {
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/traits/tags/new');
    await page.getByLabel('Name').first().fill(`VIP ${scheme}`);
    await page.getByRole('combobox', { name: 'Colour' }).click();
    await page.getByRole('option', { name: 'Violet' }).click();
    await page.getByLabel('Owner').fill('Support');
    await shoot(page, `tag-new-${scheme}`);
    await clean(page);
    await page.getByRole('button', { name: 'Save tag' }).click();
    await page.waitForURL(`**/traits/tags/vip-${scheme}`);

    await page.goto('/profiles?search=customer-1');
    await page.locator('a[data-row]').first().click();
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('option', { name: `VIP ${scheme}` }).click();
    await page.getByRole('button', { name: `Remove tag VIP ${scheme}` }).waitFor();
    await page.getByText('History of tags').click();
    await page.getByText(`VIP ${scheme} was added`).waitFor();
    await shoot(page, `tag-on-profile-${scheme}`);
    await clean(page);

    await page.goto('/traits/tags');
    await page
      .getByRole('row', { name: new RegExp(`VIP ${scheme}`) })
      .getByRole('link', { name: '1 person' })
      .waitFor();
    await shoot(page, `tags-${scheme}`);
    await clean(page);
    await page
      .getByRole('row', { name: new RegExp(`VIP ${scheme}`) })
      .getByRole('link', { name: '1 person' })
      .click();
    await page.getByRole('table', { name: 'People' }).locator('a[data-row]').first().waitFor();
    expect(await page.locator('a[data-row]').count()).toBe(1);
    await shoot(page, `tag-people-${scheme}`);

    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete tag' }).click();
    await page.getByText('It is taken from 1 person').waitFor();
    await shoot(page, `tag-delete-${scheme}`);
    await page.getByRole('button', { name: 'Delete tag from 1 person' }).click();
    await page.waitForURL('**/traits/tags');
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);

test.each(['light', 'dark'] as const)(
  'accounts are found, opened and lead to their people, in %s',
  async (scheme) => {
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/profiles');
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('link', { name: 'Acme Steel Works' }).waitFor();
    await shoot(page, `accounts-${scheme}`);
    await clean(page);
    await page.getByRole('link', { name: 'Acme Steel Works' }).click();
    await page.getByText('2 people').waitFor();
    await shoot(page, `account-${scheme}`);
    await clean(page);
    await page.getByRole('tab', { name: 'People' }).click();
    await page.locator('a[data-row]').nth(1).waitFor();
    expect(await page.locator('a[data-row]').count()).toBe(2);
    await shoot(page, `account-people-${scheme}`);
    await clean(page);
    await page.locator('a[data-row]').first().click();
    await page.getByRole('link', { name: 'Acme Steel Works' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);
