import type { BrowserContext, Locator, Page, Route } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, type Look, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

/**
 * The states of every page outside the canvas (ui.md §10), forced by answering for the server in the browser. Each leaves a screenshot;
 * what can be asserted is: what it says, that nothing is wider than the page, that trying again helps.
 */
let shop: Shop;
let ids: { profile: string; delivery: string };

interface Place {
  path: string;
  /** The call that it cannot do without. */
  api: string;
  /** What it says when there is nothing yet; absent: not a list. */
  nothing?: string;
  /** The noun whose names are long. */
  names?: string;
}

const lists: { [name: string]: Place & { nothing: string } } = {
  profiles: { path: '/profiles', api: '/api/profiles', nothing: 'No profiles yet', names: 'displayName' },
  conditions: { path: '/conditions', api: '/api/conditions', nothing: 'No shared conditions yet', names: 'name' },
  rules: { path: '/rules', api: '/api/rules', nothing: 'No rules yet', names: 'name' },
  notices: { path: '/notices', api: '/api/notices', nothing: 'No notices yet', names: 'text' },
  segments: { path: '/segments', api: '/api/segments', nothing: 'No segments yet', names: 'name' },
  templates: { path: '/templates', api: '/api/templates', nothing: 'No templates yet', names: 'draft.name' },
  deliveries: { path: '/deliveries', api: '/api/deliveries', nothing: 'No deliveries yet', names: 'subject' },
  'dead letters': { path: '/dead-letters', api: '/api/dead-letters', nothing: 'Every event was applied' },
  'API keys': { path: '/api-keys', api: '/api/api-keys', nothing: 'No API keys yet', names: 'name' },
  journeys: { path: '/journeys', api: '/api/journeys', nothing: 'No journeys yet', names: 'draft.name' },
};

const things = (): { [name: string]: Place } => ({
  home: { path: '/', api: '/api/home' },
  profile: { path: `/profiles/${ids.profile}`, api: `/api/profiles/${ids.profile}`, names: 'displayName' },
  segment: { path: '/segments/lapsed', api: '/api/segments/lapsed', names: 'name' },
  template: { path: '/templates/cart-reminder', api: '/api/templates/cart-reminder', names: 'draft.name' },
  delivery: { path: `/deliveries/${ids.delivery}`, api: `/api/deliveries/${ids.delivery}`, names: 'subject' },
});

const places = (): [string, Place][] => [...Object.entries(lists), ...Object.entries(things())];

beforeAll(async () => {
  shop = await openShop();
  const get = async (path: string) => (await call(shop, 'GET', path)) as { items: { id: string; key: string }[] };
  await call(shop, 'PUT', '/api/journeys/at-once', mailAtOnce);
  await call(shop, 'POST', '/api/journeys/at-once/publish', {});
  const watched = { fact: 'event', params: { name: 'States Watched' }, operator: 'greaterThanInclusive', value: 1 };
  await call(shop, 'PUT', '/api/conditions/watched', { name: 'Watched', condition: watched });
  await call(shop, 'PUT', '/api/rules/watches', { name: 'Watches', condition: { condition: 'watched' }, whenTrue: [{ type: 'notify', text: 'Watching.' }] });
  await sendOne(async () => (await get('/api/deliveries?limit=1')).items.length > 0 && (await get('/api/notices?limit=1')).items.length > 0);
  ids = { profile: (await get('/api/profiles?limit=1')).items[0]?.id ?? '', delivery: (await get('/api/deliveries?limit=1')).items[0]?.key ?? '' };
}, 300_000);
afterAll(async () => {
  await shop?.end();
});

/** Without a mail there is no delivery to look at. */
const mailAtOnce = {
  schemaVersion: 1,
  name: 'At once',
  trigger: { type: 'event', event: { name: 'States Watched' } },
  reentry: { type: 'never' },
  exits: [],
  start: 'mail',
  steps: [
    { id: 'mail', type: 'message', channel: 'email', template: 'welcome', next: 'done' },
    { id: 'done', type: 'exit' },
  ],
};

async function sendOne(isThere: () => Promise<boolean>): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${shop.access.writeKey}:`).toString('base64')}`;
  const batch = [
    { type: 'identify', userId: 'state-watcher', traits: { email: 'watcher@example.com', first_name: 'Wanda' } },
    { type: 'track', userId: 'state-watcher', event: 'States Watched', properties: {} },
  ];
  await fetch(`${shop.access.url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ batch }),
  });
  for (const until = performance.now() + 120_000; !(await isThere()); await new Promise((resolve) => setTimeout(resolve, 500)))
    if (performance.now() > until) throw new Error('the mail did not come');
}

async function open(look: Look = {}): Promise<{ context: BrowserContext; page: Page }> {
  const { context, page } = await visitor(shop, look);
  await signIn(shop, context);
  return { context, page };
}

/** Each place in a tab of its own, a few at a time: most of it is waiting. */
async function inTabs(at: [string, Place][], look: Look, visit: (page: Page, name: string, place: Place) => Promise<void>): Promise<void> {
  const { context } = await open(look);
  const rest = [...at];
  const tab = async (): Promise<void> => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      await visit(page, ...next);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: 4 }, tab));
  await context.close();
}

/** Answers calls of exactly this address, whatever their query; all others go to the server. */
async function force(page: Page, api: string, answer: (route: Route) => Promise<void>): Promise<() => Promise<void>> {
  const isIt = (url: URL): boolean => url.pathname === api;
  const handle = async (route: Route): Promise<void> => await (route.request().method() === 'GET' ? answer(route) : route.fallback());
  await page.route(isIt, handle);
  return async () => await page.unroute(isIt, handle);
}

const refusal = (status: number, code: string) => async (route: Route) =>
  await route.fulfill({ status, json: { id: 'forced-1', code, message: 'Forced.', action: 'None.', details: [], values: {} } });

/** By a click; a page that asks again by itself may be faster. */
async function recovered(alert: Locator): Promise<void> {
  const gone = alert.waitFor({ state: 'detached' });
  await Promise.race([gone, alert.getByRole('button', { name: 'Try again' }).click()]);
  await gone;
}

/** What the page needs; a table that its frame cuts off, where it does not scroll, needs more than there is. */
const width = async (page: Page): Promise<number> =>
  await page.evaluate(() => {
    const cutOff = [...document.querySelectorAll('table')].map((table) => {
      const frame = table.parentElement as HTMLElement;
      return getComputedStyle(frame).overflowX === 'clip' ? table.offsetWidth - frame.clientWidth : 0;
    });
    return document.documentElement.scrollWidth + Math.max(0, ...cutOff);
  });

const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
};

/** `draft.name` of every item, or of the thing itself, becomes this. */
function renamed(body: unknown, path: string, name: string): unknown {
  const rename = (value: unknown, [first = '', ...rest]: string[]): unknown => ({
    ...(value as object),
    [first]: rest.length === 0 ? name : rename((value as { [key: string]: unknown })[first], rest),
  });
  const { items } = body as { items?: unknown[] };
  return items === undefined ? rename(body, path.split('.')) : { ...(body as object), items: items.map((item) => rename(item, path.split('.'))) };
}

const changed = (change: (body: never) => unknown) => async (route: Route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, json: change((await answer.json()) as never) });
};

const file = (state: string, name: string): string => `state-${state}-${name}`.replaceAll(/[ %,]+/g, '-');

describe('every page, when the server', () => {
  test.each([
    ['fails', 500, 'internal-error', 'Something failed on the server.'],
    ['gives no right', 403, 'forbidden', 'You may not do this.'],
  ])('%s: says so where it happened, and trying again helps', async (state, status, code, text) => {
    await inTabs(places(), {}, async (page, name, { path, api }) => {
      const release = await force(page, api, refusal(status, code));
      await page.goto(path);
      const alert = page.getByRole('alert').filter({ hasText: text }).first();
      await alert.waitFor();
      await shoot(page, file(state, name));
      expect(await page.getByRole('heading', { level: 1 }).count(), `${name} has a heading`).toBe(1);
      // An id to look up stands only where somebody can look it up.
      expect(await alert.getByText('forced-1').count(), name).toBe(status >= 500 ? 1 : 0);
      await release();
      await recovered(alert);
    });
  });

  test('is slow: shows the shape at once, a sentence after 2 s, and then the page', async () => {
    await inTabs(places(), {}, async (page, name, { path, api }) => {
      const release = await force(page, api, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        await route.continue().catch(() => undefined);
      });
      await page.goto(path, { waitUntil: 'domcontentloaded' });
      const sentence = page.getByText('Still loading. This takes longer than usual.').first();
      await sentence.waitFor();
      await shoot(page, file('slow', name));
      await sentence.waitFor({ state: 'detached' });
      await settled(page);
      await release();
    });
  });

  test('cannot be reached: says so, keeps what is shown, and comes back by itself or by a click', async () => {
    await inTabs(places(), {}, async (page, name, { path, api }) => {
      const release = await force(page, api, async (route) => await route.abort('internetdisconnected'));
      await page.goto(path);
      const alert = page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).first();
      await alert.waitFor();
      await shoot(page, file('offline', name));
      await release();
      await recovered(alert);
    });
  });

  test('does not know the thing: says so calmly and leads back to its list', async () => {
    const { context, page } = await open();
    for (const [noun, list] of [
      ['profiles', 'Profiles'],
      ['segments', 'Segments'],
      ['templates', 'Templates'],
      ['deliveries', 'Deliveries'],
    ] as const) {
      await page.goto(`/${noun}/there-is-none`);
      const back = page.getByRole('link', { name: `Back to ${list}` });
      await back.waitFor();
      await shoot(page, file('gone', noun));
      await back.click();
      await page.getByRole('heading', { level: 1, name: list }).waitFor();
    }
    await context.close();
  });
});

describe('every list', () => {
  test('with nothing yet says what would be there, and offers no search of it', async () => {
    await inTabs(Object.entries(lists), {}, async (page, name, { path, api, nothing = '' }) => {
      await force(page, api, async (route) => await route.fulfill({ json: { items: [], nextCursor: null, total: 0 } }));
      await page.goto(path);
      await page.getByText(nothing).waitFor();
      expect(await page.getByRole('table').count(), name).toBe(0);
      expect(await page.getByRole('searchbox').count(), name).toBe(0);
      await shoot(page, file('nothing', name));
    });
  });

  test('of which nothing matches takes the search away again', async () => {
    const { context, page } = await open();
    for (const path of ['/profiles?search=qqqqq', '/segments?search=qqqqq', '/templates?search=qqqqq', '/deliveries?state=failed']) {
      await page.goto(path);
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.getByRole('table').waitFor();
      expect(new URL(page.url()).search).toBe('');
    }
    await context.close();
  });

  test('of one row, of 10,000, and of names of 120 characters fits the page', async () => {
    await inTabs(Object.entries(lists), {}, async (page, name, { path, api, names }) => {
      if (names === undefined) return;
      const release = await force(
        page,
        api,
        changed((body: { items: object[] }) => ({ ...body, items: body.items.slice(0, 1), nextCursor: null, total: 1 })),
      );
      await page.goto(path);
      await page.getByText('1 row', { exact: true }).waitFor();
      await shoot(page, file('one', name));
      await release();
      const many = await force(
        page,
        api,
        changed((body: { items: { key?: string; id?: string }[] }) => ({
          items: Array.from({ length: 10_000 }, (_, at) => {
            const item = body.items[at % body.items.length];
            return { ...item, ...(item?.key !== undefined && { key: `${item.key}-${at}` }), ...(item?.id !== undefined && { id: `${item.id}-${at}` }) };
          }),
          nextCursor: null,
          total: 10_000,
        })),
      );
      await page.goto(path);
      await page.getByText('50 of 10,000').waitFor();
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText('100 of 10,000').waitFor();
      await shoot(page, file('many', name));
      await many();
      for (const long of [`${'Wort'.repeat(30)}`, `${'long name '.repeat(12).trim()}!`]) {
        const renaming = await force(
          page,
          api,
          changed((body) => renamed(body, names, long)),
        );
        await page.goto(path);
        await page.getByText(long).first().waitFor();
        expect(await width(page), `${name}, ${long.slice(0, 10)}`).toBeLessThanOrEqual(1280);
        await shoot(page, file(long.includes(' ') ? 'long-words' : 'long-word', name));
        await renaming();
      }
    });
  });

  test('sorts by its headers, on the server, and the URL keeps it', async () => {
    const { context, page } = await open();
    await page.goto('/segments');
    const header = page.getByRole('columnheader', { name: 'People' });
    await header.getByRole('button').click();
    await page.waitForURL('**/segments?sort=-members');
    await expect.poll(async () => await header.getAttribute('aria-sort')).toBe('descending');
    const counts = async () => (await page.locator('td[data-numeric]').allInnerTexts()).map((text) => Number(text.replace(/\D/g, '')));
    await expect.poll(async () => (await counts()).join()).toBe((await counts()).sort((a, b) => b - a).join());
    await page.reload();
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('columnheader', { name: 'People' }).getAttribute('aria-sort')).toBe('descending');
    await context.close();
  });
});

describe('the pages', () => {
  test('of things with names of 120 characters are no wider for it', async () => {
    await inTabs(Object.entries(things()), {}, async (page, name, { path, api, names }) => {
      if (names === undefined) return;
      const long = 'Wort'.repeat(30);
      const release = await force(
        page,
        api,
        changed((body) => renamed(body, names, long)),
      );
      await page.goto(path);
      await settled(page);
      await page.getByRole('heading', { level: 1, name: long }).waitFor();
      expect(await width(page), name).toBeLessThanOrEqual(1280);
      await shoot(page, file('long', name));
      await release();
    });
  });

  test.each([
    ['40 % longer texts', { lng: 'pseudo', look: {} }],
    ['40 % longer texts, narrow', { lng: 'pseudo', look: { width: 320 } }],
    ['200 % zoom', { lng: '', look: { width: 640, height: 400, deviceScaleFactor: 2 } }],
    ['forced colours', { lng: '', look: { forcedColors: 'active' as const } }],
    ['reduced motion', { lng: '', look: { reducedMotion: 'reduce' as const } }],
  ])('under %s stay whole', async (name, { lng, look }) => {
    await inTabs(places(), look, async (page, place, { path }) => {
      await page.goto(lng === '' ? path : `${path}?lng=${lng}`);
      await settled(page);
      expect(await width(page), place).toBeLessThanOrEqual('width' in look ? (look.width ?? 1280) : 1280);
      await shoot(page, file(name, place));
      if (name !== 'reduced motion') return;
      const moving = await page.evaluate(() => document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1).length);
      expect(moving, place).toBe(0);
    });
  });

  test('can be used by keyboard alone: the focus is always seen, a row opens, Esc leads back', async () => {
    await inTabs(places(), {}, async (tab, name, { path }) => {
      await tab.goto(path);
      await settled(tab);
      for (let stop = 0; stop < 40; stop++) {
        await tab.keyboard.press('Tab');
        const unseen = await tab.evaluate(() => {
          const at = document.activeElement as HTMLElement | null;
          if (at === null || at === document.body || at.tagName === 'IFRAME') return null;
          // A switch, a segmented control or a code field shows the ring on what stands for it or around it.
          const shown = [at, at.nextElementSibling, at.closest('label')].filter((element) => element !== null);
          for (let above = at.parentElement; above !== null && shown.length < 8; above = above.parentElement) shown.push(above);
          const ring = shown.some((element) => {
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
          });
          return ring ? null : at.outerHTML.slice(0, 160);
        });
        expect(unseen, `${name}, stop ${stop}`).toBeNull();
      }
    });
    const { context, page } = await open();
    await page.goto('/profiles');
    await settled(page);
    await page.locator('a[data-row]').first().focus();
    await page.keyboard.press('ArrowDown');
    const second = await page.locator('a[data-row]').nth(1).innerText();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: second }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await context.close();
  });
});
