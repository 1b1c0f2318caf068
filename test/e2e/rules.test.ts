import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

async function ingest(type: string, body: object): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}`;
  const answer = await fetch(`${shop.access.url}/v1/${type}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

/** Chooses what the only row asks, by its name. */
async function pick(page: Page, name: RegExp, search: string): Promise<void> {
  await page.getByRole('button', { name: /What is asked, condition 1 of 1, group 1$/ }).click();
  await page.getByRole('textbox', { name: 'Search events, traits, segments' }).fill(search);
  await page.getByRole('option', { name }).first().click();
}

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  test('a shared condition is made once, asked by name, and followed', async () => {
    const name = `German ${scheme}`;
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/segments');
    await page.getByRole('tab', { name: 'Shared conditions' }).click();
    await page.getByRole('link', { name: 'Make condition' }).first().click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await pick(page, /^country/, 'country');
    await page.getByRole('combobox', { name: 'Value, condition 1 of 1, group 1', exact: true }).fill('DE');
    await page.keyboard.press('Escape');
    await page.getByText(/\d+ people match/).waitFor();
    await shoot(page, `shared-condition-new-${scheme}`);
    await page.getByRole('button', { name: 'Save condition' }).click();
    await page.waitForURL(`**/conditions/german-${scheme}`);

    await page.goto('/segments/new');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Germans ${scheme}`);
    await pick(page, new RegExp(`^${name}`), name);
    await page.getByText(`${name} holds`).first().waitFor();
    await page.getByText(/\d+ people match/).waitFor();
    await shoot(page, `shared-condition-used-${scheme}`);
    await page.getByRole('button', { name: 'Save segment' }).click();
    await page.waitForURL(`**/segments/germans-${scheme}`);

    await page.goto(`/conditions/german-${scheme}`);
    await page.getByRole('link', { name: `Germans ${scheme}` }).waitFor();
    await page.getByRole('combobox', { name: 'Value, condition 1 of 1, group 1', exact: true }).fill('FR');
    await page.keyboard.press('Escape');
    await shoot(page, `shared-condition-${scheme}`);
    await page.getByRole('button', { name: 'Save condition' }).click();
    const newest = async (): Promise<string> => {
      const { items } = (await call(shop, 'GET', `/api/segments/germans-${scheme}/versions`)) as { items: { definition: object }[] };
      return JSON.stringify(items[0]?.definition);
    };
    await expect.poll(newest).toContain('"FR"');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete condition' }).click();
    await page
      .getByRole('dialog', { name: `${name} is in use` })
      .getByRole('link', { name: `Germans ${scheme}` })
      .waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a rule tags, sets and tells; its order and conflicts are on one page', async () => {
    await call(shop, 'PUT', `/api/tags/watch-${scheme}`, { name: `Watch ${scheme}` });
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);
    await page.goto('/');
    await page.getByRole('link', { name: 'Rules' }).click();
    await page.getByRole('link', { name: 'Make rule' }).first().click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Complained ${scheme}`);
    await pick(page, /^Complained/, `Complained ${scheme}`);
    await page.getByRole('button', { name: 'Add', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Turn a tag' }).click();
    await page.getByRole('combobox', { name: 'Tag, 1, When it turns true', exact: true }).selectOption({ label: `Watch ${scheme}` });
    await page.getByRole('button', { name: 'Add', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Set a trait' }).click();
    await page.getByRole('combobox', { name: 'Trait, 2, When it turns true', exact: true }).fill('mood');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Value, 2, When it turns true', exact: true }).fill('angry');
    await page.getByRole('button', { name: 'Add', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Tell the team' }).click();
    await page.getByRole('textbox', { name: 'Notice, 3, When it turns true' }).fill('Call them today.');
    await shoot(page, `rule-new-${scheme}`);
    await page.getByRole('button', { name: 'Save rule' }).click();
    await page.waitForURL(`**/rules/complained-${scheme}`);

    await ingest('identify', { userId: `cross-${scheme}`, traits: { name: `Cross ${scheme}` } });
    await ingest('track', { userId: `cross-${scheme}`, event: `Complained ${scheme}` });
    await page.goto('/notices');
    await page
      .getByRole('row')
      .filter({ hasText: `Cross ${scheme}` })
      .getByText('Call them today.')
      .waitFor({ timeout: 30_000 });
    await shoot(page, `notices-${scheme}`);
    await page.getByRole('link', { name: `Cross ${scheme}` }).click();
    await page.getByText(`Watch ${scheme}`).first().waitFor();
    await expect
      .poll(async () => JSON.stringify(await call(shop, 'GET', `/api/profiles/lookup?identity=userId:cross-${scheme}`)), { timeout: 30_000 })
      .toContain('"angry"');
    await page.getByText(`by the rule complained-${scheme}`).first().waitFor();
    await page.getByText(`Traits set by the rule complained-${scheme}`).waitFor();
    await page.getByText('angry').first().waitFor();
    await shoot(page, `rule-person-${scheme}`);

    const calms = { name: `Calmed ${scheme}`, condition: { fact: 'event', params: { name: 'Calmed' }, operator: 'greaterThanInclusive', value: 1 } };
    await call(shop, 'PUT', `/api/rules/calmed-${scheme}`, { ...calms, whenTrue: [{ type: 'tag', tag: `watch-${scheme}`, action: 'remove' }] });
    await page.goto('/rules');
    const last = page.getByText(/has the last word when they turn together/).filter({ hasText: scheme });
    await last.filter({ hasText: `Complained ${scheme}` }).waitFor();
    await shoot(page, `rules-${scheme}`);
    await page.getByRole('button', { name: `Complained ${scheme} earlier` }).click();
    await last.filter({ hasText: `Calmed ${scheme}` }).waitFor();
    await page.getByRole('switch', { name: `Calmed ${scheme} is on` }).press('Space');
    await expect.poll(async () => await last.count()).toBe(0);
    await page.goto(`/rules/calmed-${scheme}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete rule' }).click();
    const dialog = page.getByRole('dialog', { name: `Delete Calmed ${scheme}?` });
    await dialog.getByText(/Tags and traits that it set stay/).waitFor();
    await dialog.getByRole('button', { name: 'Delete rule' }).click();
    await page.waitForURL('**/rules');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
