import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop({ filled: false });
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

const delay = (id: string, name: string, amount: number, next: string): Step => ({ id, name, type: 'delay', duration: { amount, unit: 'day' }, next });
const journey = (...steps: Step[]): JourneyDefinition => ({
  ...{ schemaVersion: 1, name: 'Onboarding', trigger: { type: 'api' }, reentry: { type: 'never' }, exits: [], start: 'choose' },
  steps: [
    {
      ...{ id: 'choose', name: 'Plan', type: 'split', otherwise: { next: 'think' } },
      branches: [{ id: 'pro', name: 'Pro', condition: { fact: 'trigger', path: 'properties.plan', operator: 'equal', value: 'pro' }, next: 'pro-wait' }],
    },
    ...steps,
    { id: 'exit', type: 'exit' },
  ],
});
const before = journey(delay('pro-wait', 'A week to try', 7, 'exit'), delay('think', 'Time to think', 3, 'exit'));
/** The one wait is shorter, the other is gone. */
const after = journey(delay('pro-wait', 'A week to try', 5, 'exit'), { id: 'think-over', name: 'Done', type: 'goal', next: 'exit' });
after.steps = after.steps.map((step) => (step.type === 'split' ? { ...step, otherwise: { next: 'think-over' } } : step));

const inside = async (key: string) =>
  await call<{ people: number; versions: { number: number; people: number }[] }>(shop, 'GET', `/api/journeys/${key}/inside`);

async function until(so: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (await so()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('Not so after a minute.');
}

describe.each([
  [
    'light',
    'en',
    {
      publish: 'Publish journey',
      migrate: 'They change to the new version now',
      recompute: 'The new time holds for them as well',
      button: 'Publish and move 20 people',
      answer: 'What becomes of people on “Time to think”',
    },
  ],
  [
    'dark',
    'de',
    {
      publish: 'Journey veröffentlichen',
      migrate: 'Sie wechseln jetzt in die neue Version',
      recompute: 'Die neue Zeit gilt auch für sie',
      button: 'Veröffentlichen und 20 Personen mitnehmen',
      answer: 'Was aus Personen auf „Time to think“ wird',
    },
  ],
] as const)('publishing over people inside, in %s and %s', (scheme, locale, words) => {
  test('says how many stand where, asks what becomes of them, and moves them', async () => {
    const key = `onboarding-${scheme}`;
    await call(shop, 'PUT', `/api/journeys/${key}`, before);
    await call(shop, 'POST', `/api/journeys/${key}/publish`, {});
    const people = (plan: string, count: number) => Array.from({ length: count }, (_, index) => `userId:${key}-${plan}-${index}`);
    await call(shop, 'POST', `/api/journeys/${key}/entries`, { people: people('pro', 12), payload: { plan: 'pro' } });
    await call(shop, 'POST', `/api/journeys/${key}/entries`, { people: people('free', 8) });
    await until(async () => (await inside(key)).people === 20);
    await call(shop, 'PUT', `/api/journeys/${key}`, after);

    const { context, page, complaints } = await visitor(shop, { scheme, locale, height: 1100 });
    await signIn(shop, context);
    await page.goto(`/journeys/${key}`);
    await page.getByRole('button', { name: words.publish, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: words.migrate }).waitFor();
    await shoot(page, `publish-plan-pin-${scheme}`);
    await dialog.getByRole('radio', { name: words.migrate }).check();
    await dialog.getByRole('radio', { name: words.recompute }).check();
    await dialog.getByLabel(words.answer).waitFor();
    await shoot(page, `publish-plan-migrate-${scheme}`);
    await dialog.getByRole('button', { name: words.button }).click();
    await dialog.waitFor({ state: 'detached' });

    // The eight go on to the goal and the end; the twelve wait five days instead of seven, in the new version.
    await until(async () => {
      const now = await inside(key);
      return now.people === 12 && now.versions.every(({ number }) => number === 2);
    });
    const { items } = await call<{ items: { endReason?: string; path?: { stepId: string; outcome?: string }[] }[] }>(
      shop,
      'GET',
      `/api/journeys/${key}/runs?state=ended&limit=50`,
    );
    expect(items).toHaveLength(8);
    await page.waitForTimeout(500);
    await shoot(page, `publish-plan-done-${scheme}`);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
