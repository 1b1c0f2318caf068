import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

const authorized = () => ({ authorization: `Bearer ${shop.access.apiKey}`, 'content-type': 'application/json' });

interface Found {
  items: { id: string; displayName: string }[];
}

describe('making a segment', () => {
  test('one person is tested to the end: every clause with its answer, as the condition changes, through a save', async () => {
    const { context, page, complaints } = await visitor(shop);
    await signIn(shop, context);
    const found = (await (await fetch(`${shop.access.url}/api/profiles?search=lorenz&limit=1`, { headers: authorized() })).json()) as Found;
    const person = found.items[0]?.displayName ?? '';
    await page.goto('/segments/new');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Loyal Lorenzes');
    await page.getByRole('combobox', { name: 'Trait, condition 1 of 1, group 1', exact: true }).fill('last_name');
    await page.getByRole('combobox', { name: 'Value, condition 1 of 1, group 1', exact: true }).fill('Lorenz');
    await page.keyboard.press('Escape');
    await page.getByText(/^\d+ people match$/).waitFor();

    await page.getByRole('combobox', { name: 'Person', exact: true }).fill('lorenz');
    await page.getByRole('listbox').getByRole('option', { name: person }).first().click();
    await page.getByText(`${person} matches`).waitFor();
    await page.getByText(/^Found: “Lorenz” · /).waitFor();

    // Half a condition asks nobody, and answers nobody with what was asked before.
    await page.getByRole('button', { name: 'Add condition' }).click();
    await page.getByText('Complete the conditions to test them.').waitFor();
    expect(await page.getByText(`${person} matches`).count()).toBe(0);

    await page.getByRole('button', { name: /What is asked, condition 2 of 2, group 1$/ }).click();
    await page.getByRole('textbox', { name: 'Search events, traits, segments' }).fill('Order Completed');
    await page
      .getByRole('option', { name: /^Order Completed/ })
      .first()
      .click();
    await page.getByLabel('Times, condition 2 of 2, group 1').fill('900');
    await page.getByText(`${person} does not match`).waitFor();
    await page.getByText(/^Found: \d+ times?, needs 900 · /).waitFor();
    const answers = await page
      .locator('main')
      .getByRole('img', { name: /^(Yes|No)$/ })
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label')));
    // The group, and its two clauses.
    expect(answers).toEqual(['No', 'Yes', 'No']);
    await shoot(page, 'segment-tested');

    await page.getByRole('button', { name: 'Save segment' }).click();
    await page.waitForURL(/\/segments\/loyal-lorenzes\?person=/);
    await page.getByText(`${person} does not match`).waitFor();
    await page.reload();
    await page.getByText(`${person} does not match`).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('two who edit it at once: neither is overwritten unasked', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    const address = `${shop.access.url}/api/segments/lapsed`;
    const { name, condition } = (await (await fetch(address, { headers: authorized() })).json()) as { name: string; condition: object };
    await page.goto('/segments/lapsed');
    await page.getByRole('textbox', { name: 'Description' }).fill('mine');
    await fetch(address, { method: 'PUT', headers: authorized(), body: JSON.stringify({ name, condition, description: 'theirs' }) });
    await page.getByRole('button', { name: 'Save segment' }).click();
    await page.getByText('This was saved elsewhere since you began.').waitFor();
    expect(((await (await fetch(address, { headers: authorized() })).json()) as { description: string }).description).toBe('theirs');
    expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('mine');
    await page.getByRole('button', { name: 'Keep my changes' }).click();
    await page.getByRole('button', { name: 'Save segment' }).click();
    await page.getByText(/^Saved /).waitFor();
    expect(((await (await fetch(address, { headers: authorized() })).json()) as { description: string }).description).toBe('mine');
    await context.close();
  });

  test('in another language the server’s refusals are told in it', async () => {
    const { context, page } = await visitor(shop, { locale: 'de' });
    await page.goto('/sign-in');
    await page.getByLabel('E-Mail').fill('nobody@example.com');
    await page.getByLabel('Passwort', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByText('Zu dieser E-Mail-Adresse und diesem Passwort gibt es kein Konto.').waitFor();
    await shoot(page, 'refused-de');
    await context.close();
  });
});
