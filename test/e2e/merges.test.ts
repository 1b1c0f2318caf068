import { afterAll, beforeAll, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

interface Found {
  id: string;
  displayName: string;
  createdAt: string;
  identities: { type: string; value: string }[];
  traits: { name: string; value: unknown }[];
  segments: { key: string }[];
  tags: { key: string }[];
}

const get = async (path: string) => await (await fetch(`${shop.access.url}${path}`, { headers: { authorization: `Bearer ${shop.access.apiKey}` } })).json();
const person = async (userId: string) => (await get(`/api/profiles/lookup?identity=userId:${userId}&fresh=true`)) as Found;
/** What makes somebody who they are; when it was last asked is none of it. */
const known = ({ id, identities, traits, segments, tags }: Found) => ({
  id,
  identities: identities.map(({ type, value }) => `${type}:${value}`).sort(),
  traits: Object.fromEntries(traits.map(({ name, value }) => [name, value])),
  segments: segments.map(({ key }) => key).sort(),
  tags: tags.map(({ key }) => key).sort(),
});
const total = async () => ((await get('/api/profiles?limit=1')) as { total: number }).total;

test.each(['light', 'dark'] as const)(
  'two profiles of one customer are merged and told apart again, and every page says so, in %s',
  async (scheme) => {
    const guests = ((await get('/api/profiles?search=guest-&limit=20')) as { items: { id: string; identities: { type: string; value: string }[] }[] }).items;
    const guestId = guests[scheme === 'light' ? 0 : 1]?.identities.find(({ type }) => type === 'userId')?.value ?? '';
    const customerId = guestId.replace('guest', 'customer');
    const [guest, customer, everybody] = [await person(guestId), await person(customerId), await total()];
    // Both were received in one moment by the clock, perhaps: then the smaller id counts as the older (design §5).
    const [stays, leaves] = [guest, customer].sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)) as [Found, Found];
    const { context, page, complaints } = await visitor(shop, { scheme });
    await signIn(shop, context);

    await page.goto(`/profiles/${guest.id}`);
    await page.getByRole('heading', { level: 1, name: guest.displayName }).waitFor();
    await page.getByRole('button', { name: 'Merge with…' }).click();
    await page.getByRole('combobox', { name: 'The other profile' }).fill(customerId);
    await page.getByRole('option').filter({ hasText: customer.displayName }).first().click();
    await page.getByRole('button', { name: 'Compare the two' }).click();
    const dialog = page.getByRole('dialog', { name: 'Merge two profiles' });
    await dialog.getByText('Goes on: the older one').waitFor();
    await shoot(page, `merge-1-preview-${scheme}`);
    await dialog.getByRole('button', { name: 'Merge 2 profiles' }).click();
    await page.waitForURL(`**/profiles/${stays.id}`);

    await page.getByText(`Merged with “${leaves.displayName}”`).first().waitFor();
    const merged = await person(guestId);
    expect(merged.id).toBe(stays.id);
    expect(known(merged).identities).toEqual([...known(guest).identities, ...known(customer).identities].sort());
    expect(await total()).toBe(everybody - 1);
    await page.getByRole('heading', { level: 1, name: merged.displayName }).waitFor();
    for (const value of [guestId, customerId]) await page.getByText(value, { exact: true }).first().waitFor();
    await shoot(page, `merge-2-one-${scheme}`);
    // The other's id stays readable for ever.
    await page.goto(`/profiles/${leaves.id}`);
    await page.getByRole('heading', { level: 1, name: merged.displayName }).waitFor();
    await page.goto('/matching/merges');
    await page.getByRole('row').filter({ hasText: leaves.displayName }).first().waitFor();
    await shoot(page, `merge-3-journal-${scheme}`);
    await page.goto(`/profiles?search=${customerId}`);
    await page.getByRole('row').nth(1).waitFor();
    await shoot(page, `merge-4-list-${scheme}`);

    await page.goto(`/profiles/${stays.id}`);
    await page.getByRole('button', { name: 'Undo merge…' }).first().click();
    const undo = page.getByRole('dialog', { name: 'Undo this merge' });
    await undo.getByText('Leaves, under the id of before').waitFor();
    await shoot(page, `merge-5-undo-${scheme}`);
    await undo.getByRole('button', { name: 'Tell 2 people apart' }).click();
    await page.getByText('They are two people again.').waitFor();

    expect([known(await person(guestId)), known(await person(customerId))]).toEqual([known(guest), known(customer)]);
    expect(await total()).toBe(everybody);
    for (const [{ id, displayName }, other] of [
      [leaves, stays],
      [stays, leaves],
    ] as const) {
      await page.goto(`/profiles/${id}`);
      await page.getByRole('heading', { level: 1, name: displayName }).waitFor();
      await page.getByText(`The merge with “${other.displayName}” was undone`).first().waitFor();
      await shoot(page, `merge-6-two-${id === leaves.id ? 'left' : 'stayed'}-${scheme}`);
    }
    await page.goto('/matching/merges');
    await page.getByText('Undone').first().waitFor();
    await shoot(page, `merge-7-journal-${scheme}`);
    expect(complaints).toEqual([]);
    await context.close();
  },
  180_000,
);
