import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { call, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

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

test.each(['light', 'dark'] as const)(
  'a journey puts a tag on whoever comes by, and a list then says who keeps it, in %s',
  async (scheme) => {
    const key = `met-${scheme}`;
    const tagged = async (userId: string) =>
      ((await call(shop, 'GET', `/api/profiles/lookup?identity=userId:${userId}&fresh=true`)) as { tags: { key: string }[] }).tags.some(
        (tag) => tag.key === key,
      );
    await call(shop, 'PUT', `/api/tags/${key}`, { name: `Met ${scheme}`, color: 'teal' });
    await call(shop, 'PUT', `/api/journeys/${key}`, {
      ...{ schemaVersion: 1, name: `Meets ${scheme}`, trigger: { type: 'event', event: { name: `Met ${scheme}` } }, reentry: { type: 'never' }, exits: [] },
      start: 'tag-1',
      steps: [
        { id: 'tag-1', type: 'tag', tag: '', action: 'add', next: 'exit-1' },
        { id: 'exit-1', type: 'exit' },
      ],
    });
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto(`/journeys/${key}`);
    await page.getByRole('group', { name: /^Step 1, Tag, No tag chosen yet/ }).click();
    await page.getByRole('combobox', { name: 'Tag', exact: true }).click();
    await page.getByRole('option', { name: `Met ${scheme}` }).click();
    await page.getByRole('group', { name: new RegExp(`^Step 1, Tag, Add tag “Met ${scheme}”`) }).waitFor();
    await page.getByText(/^Saved \d/).waitFor();
    await shoot(page, `tag-step-${scheme}`);
    await clean(page);
    await page.getByRole('button', { name: 'Publish journey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish journey' }).click();
    await page.getByText('Version 1 is live.').waitFor();
    const headers = { authorization: `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}`, 'content-type': 'application/json' };
    for (const userId of ['met-1', 'met-2'])
      await fetch(`${shop.access.url}/v1/track`, { method: 'POST', headers, body: JSON.stringify({ userId, event: `Met ${scheme}` }) });
    await expect.poll(async () => (await tagged('met-1')) && (await tagged('met-2')), { timeout: 30_000 }).toBe(true);

    await page.goto(`/traits/tags/${key}?tab=many`);
    await page.getByRole('radio', { name: 'Replace: this list, and nobody else' }).click();
    await page.getByRole('combobox', { name: 'Each line is' }).click();
    await page.getByRole('option', { name: 'a user id' }).click();
    await page.getByRole('textbox', { name: 'Name of the import' }).fill('november');
    await page.getByRole('textbox', { name: 'Identities' }).fill('met-2\ncustomer-1\nnobody-at-all');
    await page.getByRole('button', { name: 'Leave the tag to 3 people' }).click();
    const dialog = page.getByRole('dialog', { name: `Replace who has Met ${scheme}` });
    for (const text of [`1 person gets Met ${scheme}.`, '1 person has it and keeps it.', '1 other person loses it.', '1 line names nobody who is known.'])
      await dialog.getByText(text).waitFor();
    await shoot(page, `tag-replace-${scheme}`);
    await clean(page);
    await dialog.getByRole('button', { name: 'Leave the tag to 2 people' }).click();
    await page.getByText('1 other lost it').waitFor({ timeout: 30_000 });
    await shoot(page, `tag-replaced-${scheme}`);
    expect(await Promise.all(['met-1', 'met-2', 'customer-1'].map(tagged))).toEqual([false, true, true]);
    expect(complaints).toEqual([]);
    await context.close();
  },
  120_000,
);
