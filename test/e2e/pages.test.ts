import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;
let profile: string;

beforeAll(async () => {
  shop = await openShop();
  const answer = await fetch(`${shop.access.url}/api/profiles?limit=1`, { headers: { authorization: `Bearer ${shop.access.apiKey}` } });
  profile = ((await answer.json()) as { items: { id: string }[] }).items[0]?.id ?? '';
  await findDuplicates();
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

/** So that there are pairs to look at. */
async function findDuplicates(): Promise<void> {
  const headers = { authorization: `Bearer ${shop.access.apiKey}` };
  const { runId } = (await (await fetch(`${shop.access.url}/api/matching/runs`, { method: 'POST', headers })).json()) as { runId: string };
  for (;;) {
    const run = (await (await fetch(`${shop.access.url}/api/matching/runs/${runId}`, { headers })).json()) as { state: string; pairs: number };
    if (run.state === 'completed') return expect(run.pairs).toBeGreaterThanOrEqual(40);
    expect(run.state).toBe('running');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const pages = () => ({
  home: '/',
  journeys: '/journeys',
  canvas: '/journeys/abandoned-cart',
  profiles: '/profiles',
  profile: `/profiles/${profile}`,
  segments: '/segments',
  segment: '/segments/lapsed',
  segmentMembers: '/segments/repeat-customers?tab=members',
  segmentGrowth: '/segments/repeat-customers?tab=growth',
  segmentOverlap: '/segments/repeat-customers?tab=overlap',
  segmentComposition: '/segments/repeat-customers?tab=composition',
  segmentVersions: '/segments/repeat-customers?tab=versions',
  matching: '/matching',
  matchingSettings: '/matching/settings',
  conditions: '/conditions',
  newCondition: '/conditions/new',
  rules: '/rules',
  newRule: '/rules/new',
  notices: '/notices',
  clusters: '/clusters',
  jobs: '/jobs',
  traits: '/traits',
  trait: '/traits?open=trait%2Femail',
  computed: '/traits/computed',
  newComputed: '/traits/computed/new',
  tags: '/traits/tags',
  newTag: '/traits/tags/new',
  accounts: '/profiles/accounts',
  rfm: '/traits/ready/rfm',
  lifecycle: '/traits/ready/lifecycle',
  templates: '/templates',
  template: '/templates/cart-reminder',
  deliveries: '/deliveries',
  keys: '/api-keys',
});

describe.each([
  { scheme: 'light', locale: 'en' },
  { scheme: 'dark', locale: 'de' },
  { scheme: 'dark', locale: 'zh' },
] as const)('every page in $scheme, $locale', ({ scheme, locale }) => {
  test('opens without a word in the console, translated, and clean for axe', async () => {
    const { context, page, complaints } = await visitor(shop, { scheme, locale });
    await signIn(shop, context);
    for (const [name, path] of Object.entries(pages())) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForLoadState('networkidle');
      await shoot(page, `page-${name}-${scheme}-${locale}`);
      expect(await page.locator('html').getAttribute('lang')).toMatch(new RegExp(`^${locale}`));
      // A key that no language file knows is shown as it is: `home.title`.
      expect(await page.locator('body').innerText()).not.toMatch(
        /^\s*(shell|home|navigation|journeys|segments|profiles|messages|traits|tags|accounts|conditions|rules|clusters|jobs)\.[a-zA-Z.]+\s*$/m,
      );
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      expect(violations.map((violation) => `${path}: ${violation.id}: ${violation.nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('on narrow screens', () => {
  test.each([320, 768])('nothing is wider than %i px but what scrolls by itself', async (width) => {
    const { context, page } = await visitor(shop, { width });
    await signIn(shop, context);
    for (const [name, path] of Object.entries(pages())) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForLoadState('networkidle');
      await shoot(page, `page-${name}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(width);
    }
    await context.close();
  });

  test.each(['light', 'dark'] as const)('the menu is clean for axe, closed and open, in %s', async (scheme) => {
    const { context, page } = await visitor(shop, { scheme, width: 700 });
    await signIn(shop, context);
    await page.goto('/journeys');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    const faults = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
    expect(await faults()).toEqual([]);
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    const menu = page.getByRole('dialog', { name: 'Menu of pages' });
    await menu.getByRole('link', { name: 'Profiles' }).waitFor();
    // Faded in: half seen, its colours are not its own.
    await expect.poll(async () => await menu.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
    await shoot(page, `menu-${scheme}`);
    expect(await faults()).toEqual([]);
    await menu.getByRole('link', { name: 'Profiles' }).click();
    await menu.waitFor({ state: 'hidden' });
    await context.close();
  });
});

describe('the header of the canvas', () => {
  test.each([1024, 1280, 1920])('is one row at %i px in German, with everything that may stand in it', async (width) => {
    const { context, page } = await visitor(shop, { width, locale: 'de' });
    await signIn(shop, context);
    await page.goto('/journeys/abandoned-cart');
    await page.getByRole('button', { name: 'Weitere Aktionen' }).click();
    await page.getByRole('menuitem', { name: 'Umbenennen' }).click();
    const field = page.getByRole('textbox', { name: 'Name der Journey' });
    await expect.poll(async () => await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await field.fill(`Abandoned cart ${width}`);
    await page.keyboard.press('Enter');
    await page.getByText(/^Gespeichert/).waitFor();
    await page.getByText(/^Entwurf, 1 Änderung/).waitFor();
    await shoot(page, `canvas-header-${width}`);
    const middle = async (name: Parameters<typeof page.getByRole>[0], label?: RegExp) => {
      const box = await page
        .getByRole(name, label && { name: label })
        .first()
        .boundingBox();
      return box && { y: box.y + box.height / 2, right: box.x + box.width };
    };
    const [title, publish] = [await middle('heading'), await middle('button', /veröffentlichen/)];
    expect(Math.abs((title?.y ?? 0) - (publish?.y ?? 99))).toBeLessThan(8);
    expect(publish?.right).toBeLessThanOrEqual(width);
    await context.close();
  });
});
