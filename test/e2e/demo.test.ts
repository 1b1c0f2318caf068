import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;
const patience = 120_000;

beforeAll(async () => {
  shop = await openShop({ filled: false });
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

interface Demo {
  present: boolean;
  job: { kind: string; state: string; phase: string; done: number; total: number; gone: number } | null;
}

const get = async <T>(path: string): Promise<T> => {
  const answer = await fetch(`${shop.access.url}${path}`, { headers: { authorization: `Bearer ${shop.access.apiKey}` } });
  return (await answer.json()) as T;
};
const demo = async () => await get<Demo>('/api/demo').catch(() => null);
const total = async (path: string) => (await get<{ total: number }>(path)).total;

/** As if the power had gone, when the job is so far. It is started again by itself. */
async function killServerWhen(isReached: (job: NonNullable<Demo['job']>) => boolean): Promise<NonNullable<Demo['job']>> {
  for (;;) {
    const job = (await demo())?.job;
    if (job && isReached(job)) {
      expect(job.state).toBe('running');
      await shop.killServer();
      return job;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the demo shop on Home', () => {
  test('is offered beside the five steps, in both schemes, clean for axe', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { context, page } = await visitor(shop, { scheme });
      await signIn(shop, context);
      await page.goto('/');
      await page.getByRole('button', { name: 'Fill with the demo shop' }).waitFor();
      await page.getByText('0 of 5 done').waitFor();
      await shoot(page, `demo-offer-${scheme}`);
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
      await context.close();
    }
  });

  test('is filled by a click, goes on after its server was killed, and is seen on every page', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    await page.goto('/');
    await page.getByRole('button', { name: 'Fill with the demo shop' }).click();
    await killServerWhen(({ phase, done }) => phase === 'events' && done > 1_000);
    await page.goto('/journeys').catch(() => undefined);
    await expect.poll(async () => (await demo())?.job, { timeout: patience }).toMatchObject({ kind: 'fill', state: 'completed' });
    await page.goto('/');
    await page.getByRole('button', { name: 'Remove demo data' }).waitFor();
    await expect.poll(async () => await total('/api/profiles?limit=1'), { timeout: patience }).toBeGreaterThan(2_357);
    await shoot(page, 'demo-filled');
    await context.close();
  });

  test('is removed after a dialog told what goes, though the server is killed half-way', async () => {
    const { context, page } = await visitor(shop);
    await signIn(shop, context);
    await page.goto('/');
    await page.getByRole('button', { name: 'Remove demo data' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove demo data' });
    await dialog.getByText(/people of the demo/).waitFor();
    await dialog.getByText('Journey “Abandoned cart”').waitFor();
    expect(await dialog.getByRole('button', { name: 'Cancel' }).evaluate((button) => button === document.activeElement)).toBe(true);
    await shoot(page, 'demo-removal');
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await dialog.getByRole('button', { name: /^Remove [\d,]+ people/ }).click();
    const { done } = await killServerWhen((job) => job.kind === 'remove' && job.phase === 'people' && job.done > 200);
    expect(done).toBeGreaterThan(200);
    await expect.poll(async () => await demo(), { timeout: patience }).toMatchObject({ present: false, job: { kind: 'remove', state: 'completed' } });
    for (const noun of ['profiles', 'journeys', 'templates', 'segments', 'deliveries']) {
      const { items } = await get<{ items: unknown[] }>(`/api/${noun}?limit=10`);
      expect([noun, items]).toEqual([noun, []]);
    }
    await page.goto('/');
    await page.getByRole('button', { name: 'Fill with the demo shop' }).waitFor();
    expect(await page.getByText(/the purchases are real/).count()).toBe(0);
    await context.close();
  });
});
