import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

interface CaughtMail {
  id: string;
  subject: string;
  to: { address: string }[];
}

const mails = async (): Promise<CaughtMail[]> => (await (await fetch(`${shop.access.mailUrl}/api/email`)).json()) as CaughtMail[];

describe('the tour of the README', () => {
  test('goes from the printed link over the canvas to the mail and the reason for it', async () => {
    const { context, page, complaints } = await visitor(shop);
    await page.goto(shop.signInUrl);
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    await page.getByText('people and addresses are invented').waitFor();
    await shoot(page, 'tour-1-home');

    await page.getByRole('link', { name: 'Journeys' }).first().click();
    await page.getByRole('link', { name: 'Abandoned cart' }).click();
    await page.getByRole('group', { name: /^Step 1, Wait/ }).click();
    await page.getByRole('textbox', { name: 'Wait', exact: true }).fill('2');
    await page.getByRole('combobox', { name: 'Unit' }).click();
    await page.getByRole('option', { name: 'seconds' }).click();
    await page.getByText(/Saved \d/).waitFor();
    await page.getByText('Draft, 1 change since version 1 (live)').waitFor();
    await shoot(page, 'tour-2-edited');

    await page.getByRole('button', { name: 'Publish journey' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('“Wait 1 hour” becomes “Wait 2 seconds”').waitFor();
    await dialog.getByText('Nobody is inside at the moment.').waitFor();
    await shoot(page, 'tour-3-publish');
    await dialog.getByRole('button', { name: 'Publish journey' }).click();
    await page.getByText('Version 2 is live.').waitFor();

    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('combobox', { name: 'Person' }).click();
    const choice = page.getByRole('option').first();
    const person = (await choice.innerText()).replace(/ \(.*/, '');
    await choice.click();
    await page.getByText('/v1/track').first().waitFor();
    await page.getByRole('button', { name: 'Send “Cart Updated”' }).click();
    await page.getByRole('button', { name: 'Follow this run' }).click();
    await page
      .getByText(/Came to the end/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByRole('group', { name: /^Step 2, Message/ }).waitFor();
    await shoot(page, 'tour-4-followed');
    const temporal = await page
      .getByRole('link', { name: /Open in Temporal/ })
      .first()
      .getAttribute('href');
    await page.getByRole('link', { name: 'Open profile' }).click();

    await page.getByRole('heading', { level: 1, name: person }).waitFor();
    await shoot(page, 'tour-5-profile');
    await page.getByRole('tab', { name: 'Why' }).click();
    await page
      .getByText(/Cart Updated/)
      .first()
      .waitFor();
    await shoot(page, 'tour-6-why');

    await expect.poll(async () => (await mails()).length, { timeout: 30_000 }).toBe(1);
    // The sign-in page asks first whether somebody is signed in: nobody is.
    expect(complaints.filter((text) => !/401 \(Unauthorized\)/.test(text))).toEqual([]);

    await page.goto(shop.access.mailUrl);
    await page
      .getByText((await mails())[0]?.subject ?? 'no mail')
      .first()
      .waitFor();
    await shoot(page, 'tour-7-mail');

    expect(temporal).toContain(shop.access.temporalUiUrl);
    await page.goto(temporal ?? '');
    await page.getByText('journeyRun').first().waitFor();
    await page.getByText('Completed').first().waitFor();
    await shoot(page, 'tour-8-temporal');
    await context.close();
  });

  test('an order ends the run of whoever waits, and the canvas says so', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    await page.goto('/journeys/abandoned-cart');
    await page.getByRole('group', { name: /^Step 1, Wait/ }).click();
    await page.getByRole('textbox', { name: 'Wait', exact: true }).fill('3600');
    await page.getByText(/Saved \d/).waitFor();
    await page.getByRole('button', { name: 'Publish journey' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish journey' }).click();
    await page.getByText('Version 3 is live.').waitFor();

    await track('Cart Updated');
    await page.getByRole('button', { name: /^People: 1 inside/ }).waitFor({ timeout: 30_000 });
    await track('Order Completed');
    await page.getByRole('button', { name: /^People: 0 inside/ }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: /^People: 0 inside/ }).click();
    await page.getByText('Left early').first().waitFor();
    await shoot(page, 'tour-9-left-early');
    await context.close();
  });
});

async function track(event: string): Promise<void> {
  const answer = await fetch(`${shop.access.url}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ userId: 'tour-buyer', event, properties: {} }),
  });
  expect(answer.status).toBe(200);
}
