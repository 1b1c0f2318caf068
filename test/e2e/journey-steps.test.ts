import type { JourneyDefinition, Trigger } from '@cairn/workflows/contracts/journey.js';
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, openShop, type Shop, shoot, signIn, visitor } from './shop.js';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop({ filled: false });
  await ingest('identify', { userId: 'ada', traits: { name: 'Ada', plan: 'free', renewal_date: '2027-03-01', timezone: 'Europe/Berlin' } });
  await ingest('track', { userId: 'ada', event: 'Order Completed', properties: { total: 49.9, deliver_on: '2027-01-05' } });
  await shop.untilFolded();
  await call(shop, 'PUT', '/api/segments/free', {
    name: 'On the free plan',
    condition: { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'free' },
  });
  await call(shop, 'PUT', '/api/journeys/welcome', blank('Welcome'));
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

function blank(name: string): JourneyDefinition {
  return {
    schemaVersion: 1,
    name,
    trigger: { type: 'event', event: { name: 'Order Completed' } },
    reentry: { type: 'never' },
    exits: [],
    start: null,
    steps: [],
  };
}

const draftOf = async (key: string): Promise<JourneyDefinition> => ((await call(shop, 'GET', `/api/journeys/${key}`)) as { draft: JourneyDefinition }).draft;
const stepOf = async (key: string, id: string): Promise<unknown> => (await draftOf(key)).steps.find((step) => step.id === id);
const triggerOf = async (key: string): Promise<Trigger> => (await draftOf(key)).trigger;
const node = (page: Page, number: number): Locator => page.getByRole('group', { name: new RegExp(`^Step ${number},`) });
const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Step settings' });

/** Chooses from the menu of a field, in the panel that is open. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await panel(page).getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Types a name where names that were seen are suggested, and puts the suggestions away. */
async function type(page: Page, field: string, text: string): Promise<void> {
  await typeIn(panel(page), field, text);
}

async function typeIn(place: Locator, field: string, text: string): Promise<void> {
  const input = place.getByRole('combobox', { name: field, exact: true });
  await input.fill(text);
  await input.press('Tab');
}

/** By key A and search, after the node that has the focus. */
async function addAfter(page: Page, after: Locator, search: string): Promise<void> {
  await after.focus();
  await page.keyboard.press('a');
  await page.getByRole('combobox', { name: 'Add a step' }).fill(search);
  await page.keyboard.press('Enter');
  await panel(page).getByRole('heading', { level: 2 }).waitFor();
}

/** The new fields of the panel are there and nothing is said to be wrong with them. */
async function shootPanel(page: Page, name: string): Promise<void> {
  await page.mouse.move(5, 5);
  await shoot(page, `journey-steps-${name}`);
}

describe('a journey is built in the browser', () => {
  test('with every step of time, chance, traits and hand-off', async () => {
    await call(shop, 'PUT', '/api/journeys/steps', blank('Steps'));
    const { context, page, complaints } = await visitor(shop, { width: 1440, height: 1000 });
    await signIn(shop, context);
    await page.goto('/journeys/steps');
    const trigger = page.getByRole('group', { name: /^Trigger,/ });

    await addAfter(page, trigger, 'Wait');
    const form = panel(page);
    await shootPanel(page, 'delay-duration-light');
    await form
      .getByRole('spinbutton', { name: 'Wait', exact: true })
      .or(form.getByRole('textbox', { name: 'Wait', exact: true }))
      .fill('2');
    await form.getByText('Until a time', { exact: true }).click();
    await form.getByRole('button', { name: 'Monday', exact: true }).click();
    await form.getByText('Choose at least one day').waitFor();
    await form.getByRole('button', { name: 'Friday', exact: true }).click();
    await type(page, 'Time', '830');
    await page.getByText('Wait until Friday 08:30, their time').first().waitFor();
    await shootPanel(page, 'delay-weekday-light');
    await expect
      .poll(async () => await stepOf('steps', 'wait-1'))
      .toEqual({ id: 'wait-1', type: 'delay', until: { type: 'weekday', weekdays: [5], at: '08:30' }, next: null });
    await form.getByRole('tab', { name: 'Preview' }).click();
    await form.getByText(/Somebody who arrives now in .* goes on .* at 08:30/).waitFor();
    await shootPanel(page, 'delay-preview-light');
    await form.getByRole('tab', { name: 'Set up' }).click();
    await choose(page, 'Until when', 'A number of days later');
    await form.getByLabel('Days later').fill('0');
    await choose(page, 'If it is later already', 'Go on, and leave out the next message');
    await shootPanel(page, 'delay-calendar-light');
    await expect.poll(async () => await stepOf('steps', 'wait-1')).toMatchObject({ until: { type: 'calendar', days: 0, at: '08:30' }, past: 'skipMessage' });
    // What was set for the other kinds is there again.
    await form.getByText('For a time', { exact: true }).click();
    await expect.poll(async () => await stepOf('steps', 'wait-1')).toEqual({ id: 'wait-1', type: 'delay', duration: { amount: 2, unit: 'day' }, next: null });
    await form.getByText('Until a date', { exact: true }).click();
    await form.getByText('No date to wait for is chosen', { exact: false }).waitFor();
    await type(page, 'Trait with the date', 'renewal_date');
    await choose(page, 'When', 'Before it');
    await form.getByRole('switch', { name: 'At a set time of that day' }).press('Space');
    await choose(page, 'If the date is past, or there is none', 'End the journey');
    await page.getByText('Until 3 days before trait renewal_date at 09:00').first().waitFor();
    await shootPanel(page, 'delay-date-light');
    await expect
      .poll(async () => await stepOf('steps', 'wait-1'))
      .toEqual({
        ...{ id: 'wait-1', type: 'delay', next: null, past: 'exit' },
        until: { type: 'date', of: { trait: 'renewal_date' }, shift: { direction: 'before', by: { amount: 3, unit: 'day' } }, at: '09:00' },
      });

    await addAfter(page, node(page, 1), 'Time window');
    await form.getByRole('button', { name: 'Saturday', exact: true }).click();
    await type(page, 'From', '8 pm');
    await type(page, 'Until', '06:00');
    await form.getByText('On the day after').waitFor();
    await page.getByText('Only Mon–Sat 20:00–06:00, their time').first().waitFor();
    await shootPanel(page, 'window-light');
    await expect
      .poll(async () => await stepOf('steps', 'window-1'))
      .toEqual({ id: 'window-1', type: 'window', weekdays: [1, 2, 3, 4, 5, 6], from: '20:00', to: '06:00', next: null });

    await addAfter(page, node(page, 2), 'A/B');
    await form.getByRole('button', { name: 'Add branch' }).click();
    await form.getByText('Together 100%').waitFor();
    const branch = (number: number): Locator => form.getByRole('region', { name: `Branch ${number}`, exact: true });
    await branch(1).getByLabel('Name').fill('Short subject');
    await branch(1).getByLabel('Share').fill('60');
    await form.getByText('Together 126.6%: 26.6% too much').waitFor();
    await form
      .getByText(/add up to 126.6%/)
      .first()
      .waitFor();
    await shootPanel(page, 'random-wrong-light');
    await branch(2).getByLabel('Share').fill('39.5');
    await branch(3).getByLabel('Share').fill('0.5');
    await form.getByText('Together 100%').waitFor();
    await form.getByRole('switch', { name: 'Always the same way for a person' }).press('Space');
    await shootPanel(page, 'random-light');
    await expect
      .poll(async () => await stepOf('steps', 'random-1'))
      .toMatchObject({
        sticky: false,
        branches: [
          { id: 'branch-1', name: 'Short subject', percent: 60 },
          { id: 'branch-2', percent: 39.5 },
          { id: 'branch-3', percent: 0.5 },
        ],
      });
    await branch(3).getByRole('button', { name: 'Remove branch 3' }).click();
    await form.getByRole('button', { name: 'Split evenly' }).click();
    await page.getByText('Random split: 50 / 50').first().waitFor();
    await page.getByText('Short subject · 50%').first().waitFor();

    await addAfter(page, node(page, 3), 'Update profile');
    await type(page, 'Trait', 'plan');
    await type(page, 'Value', 'pro');
    await form.getByRole('button', { name: 'Add trait' }).click();
    const row = (number: number): Locator => form.getByRole('region', { name: `Trait ${number}`, exact: true });
    await typeIn(row(2), 'Trait', 'last_total');
    await row(2).getByRole('combobox', { name: 'Becomes' }).click();
    await page.getByRole('option', { name: 'From the trigger' }).click();
    await typeIn(row(2), 'Property', 'total');
    await form.getByRole('button', { name: 'Add trait' }).click();
    await typeIn(row(3), 'Trait', 'orders');
    await row(3).getByRole('combobox', { name: 'Becomes' }).click();
    await page.getByRole('option', { name: 'Number' }).click();
    await row(3).getByRole('textbox', { name: 'Value' }).fill('-1.5');
    await form.getByRole('button', { name: 'Add trait' }).click();
    await typeIn(row(4), 'Trait', 'trial');
    await row(4).getByRole('combobox', { name: 'Becomes' }).click();
    await page.getByRole('option', { name: 'Nothing' }).click();
    await page.getByText('Set plan, last_total, and orders; clear trial').first().waitFor();
    await shootPanel(page, 'update-light');
    await expect
      .poll(async () => await stepOf('steps', 'update-1'))
      .toMatchObject({
        traits: [
          { name: 'plan', value: 'pro' },
          { name: 'last_total', value: { trigger: 'total' } },
          { name: 'orders', value: -1.5 },
          { name: 'trial', value: null },
        ],
      });

    await addAfter(page, node(page, 4), 'Enter journey');
    await choose(page, 'Journey', 'Welcome');
    await form.getByRole('link', { name: 'Open “Welcome”' }).waitFor();
    await page.getByText('Bring into “Welcome”').first().waitFor();
    await shootPanel(page, 'enter-light');
    await expect.poll(async () => await stepOf('steps', 'enter-1')).toMatchObject({ journey: 'welcome' });

    await addAfter(page, node(page, 5), 'Goal');
    await shootPanel(page, 'goal-light');
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    await page.keyboard.press('Escape');
    await shootPanel(page, 'canvas-light');
    await node(page, 1).focus();
    await page.keyboard.press('a');
    await page.getByRole('combobox', { name: 'Add a step' }).waitFor();
    await shoot(page, 'journey-steps-menu-light');
    expect((await draftOf('steps')).steps.map((step) => step.type).sort()).toEqual(['delay', 'enterJourney', 'goal', 'randomSplit', 'updateProfile', 'window']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('with every kind of trigger, goals, and coming again', async () => {
    await call(shop, 'PUT', '/api/journeys/triggers', blank('Triggers'));
    const { context, page, complaints } = await visitor(shop, { width: 1440, height: 1000 });
    await signIn(shop, context);
    await page.goto('/journeys/triggers?panel=step~@trigger');
    const form = panel(page);
    const start = async (name: RegExp): Promise<void> => {
      await form.getByRole('combobox', { name: 'What starts the journey' }).click();
      await page.getByRole('option', { name }).click();
    };

    await form.getByRole('combobox', { name: 'What starts the journey' }).click();
    await shoot(page, 'journey-steps-triggers-light');
    await page.getByRole('option', { name: /^A date of their own/ }).click();
    await type(page, 'Trait with the date', 'renewal_date');
    await choose(page, 'When', 'Before it');
    await form.getByLabel('Days before').fill('14');
    await type(page, 'Time', '10:15');
    await choose(page, 'How often', 'Once, on that very date');
    await page.getByText('14 days before renewal_date at 10:15, their time').first().waitFor();
    await shootPanel(page, 'trigger-date-light');
    await expect
      .poll(async () => await triggerOf('triggers'))
      .toEqual({ type: 'date', trait: 'renewal_date', shift: { direction: 'before', days: 14 }, at: '10:15', yearly: false });
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText(/Give somebody the date/).waitFor();
    await shootPanel(page, 'try-date-light');
    await page.getByRole('group', { name: /^Trigger,/ }).click();

    await start(/^A schedule/);
    await choose(page, 'Segment', 'On the free plan');
    await form.getByRole('button', { name: 'Thursday', exact: true }).click();
    await form.getByRole('combobox', { name: 'Whose clock' }).fill('Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await page.getByText('All in “On the free plan”: Mon and Thu at 09:00, Asia/Tokyo time').first().waitFor();
    await shootPanel(page, 'trigger-schedule-light');
    await expect
      .poll(async () => await triggerOf('triggers'))
      .toEqual({ type: 'schedule', segment: 'free', when: { type: 'weekly', weekdays: [1, 4], at: '09:00' }, zone: 'Asia/Tokyo' });
    await form.getByText('Monthly', { exact: true }).click();
    await form.getByRole('button', { name: 'Day 31' }).click();
    await shootPanel(page, 'trigger-monthly-light');
    await expect.poll(async () => await triggerOf('triggers')).toMatchObject({ when: { type: 'monthly', days: [1, 31], at: '09:00' } });
    await form.getByRole('tab', { name: 'Preview' }).click();
    await form.getByText(/^Next time:/).waitFor();
    await shootPanel(page, 'trigger-preview-light');
    await form.getByRole('tab', { name: 'Set up' }).click();
    await form.getByText('Once', { exact: true }).click();
    await form.getByLabel('Day', { exact: true }).fill('2020-02-01');
    await form.getByText('This day is over: nobody will be brought in.').waitFor();
    await shootPanel(page, 'trigger-once-light');

    await start(/^A call from your program/);
    await form.getByText('/api/journeys/triggers/entries', { exact: false }).waitFor();
    await choose(page, 'May the same person come again?', 'Whenever, beside earlier runs');
    await form.getByRole('button', { name: 'Add goal' }).click();
    await type(page, 'Event', 'Order Completed');
    await form.getByRole('button', { name: 'Add exit rule' }).click();
    await shootPanel(page, 'trigger-api-light');
    await expect
      .poll(async () => await draftOf('triggers'))
      .toMatchObject({
        trigger: { type: 'api' },
        reentry: { type: 'any' },
        goals: [{ id: 'goal-1', event: { name: 'Order Completed' } }],
        exits: [{ id: 'exit-1', event: { name: '' } }],
      });
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Bring into the journey' }).waitFor();
    await shootPanel(page, 'try-api-light');
    await page.getByRole('group', { name: /^Trigger,/ }).click();

    await start(/^Another journey or a rule/);
    await shootPanel(page, 'trigger-hand-off-light');
    await expect.poll(async () => await triggerOf('triggers')).toEqual({ type: 'handOff' });
    // What was set before is there again.
    await start(/^A date of their own/);
    await expect.poll(async () => await triggerOf('triggers')).toMatchObject({ type: 'date', trait: 'renewal_date', at: '10:15' });
    await start(/^A change of segment/);
    await choose(page, 'Segment', 'On the free plan');
    await choose(page, 'When', 'Someone leaves it');
    await expect.poll(async () => await triggerOf('triggers')).toEqual({ type: 'segment', segment: 'free', on: 'left' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('and is published, with the head-count of its schedule', async () => {
    await call(shop, 'PUT', '/api/journeys/monday', {
      ...blank('Monday mail'),
      trigger: { type: 'schedule', segment: 'free', when: { type: 'weekly', weekdays: [1], at: '09:00' }, zone: 'person' },
      goals: [{ id: 'goal-1', event: { name: 'Order Completed' } }],
      start: 'window-1',
      steps: [
        { id: 'window-1', type: 'window', weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', next: 'goal-1' },
        { id: 'goal-1', type: 'goal', next: 'exit-1' },
        { id: 'exit-1', type: 'exit' },
      ],
    } satisfies JourneyDefinition);
    const { context, page, complaints } = await visitor(shop, { width: 1440, height: 1000 });
    await signIn(shop, context);
    await page.goto('/journeys/monday');
    await page.getByRole('button', { name: /^Publish/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Publish/ });
    await dialog.getByText(/“On the free plan” holds 1 person now/).waitFor();
    await shoot(page, 'journey-steps-publish-light');
    await dialog.getByRole('button', { name: 'Publish journey' }).click();
    await page.getByText('Version 1 is live.').waitFor();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText(/It starts by itself/).waitFor();
    await shoot(page, 'journey-steps-try-schedule-light');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('the same in German, dark', () => {
  const date: Trigger = { type: 'date', trait: 'renewal_date', shift: { direction: 'after', days: 1 }, at: '09:00', yearly: true };
  const schedule: Trigger = { type: 'schedule', segment: 'free', when: { type: 'monthly', days: [1, 15], at: '09:00' }, zone: 'person' };
  const all: JourneyDefinition = {
    ...blank('Alles'),
    goals: [{ id: 'goal-1', event: { name: 'Order Completed' } }],
    start: 'wait-1',
    steps: [
      { id: 'wait-1', type: 'delay', until: { type: 'weekday', weekdays: [1, 3, 5], at: '09:00' }, next: 'wait-2' },
      { id: 'wait-2', type: 'delay', until: { type: 'calendar', days: 0, at: '18:00' }, past: 'skipMessage', next: 'wait-3' },
      {
        ...{ id: 'wait-3', type: 'delay', next: 'window-1', past: 'exit' },
        until: { type: 'date', of: { trigger: 'deliver_on' }, shift: { direction: 'before', by: { amount: 2, unit: 'day' } }, at: '09:00' },
      },
      { id: 'window-1', type: 'window', weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', next: 'random-1' },
      {
        ...{ id: 'random-1', type: 'randomSplit' },
        branches: [
          { id: 'branch-1', name: 'Kurzer Betreff', percent: 33.3, next: 'update-1' },
          { id: 'branch-2', percent: 33.3, next: 'update-1' },
          { id: 'branch-3', percent: 33.3, next: 'update-1' },
        ],
      },
      {
        ...{ id: 'update-1', type: 'updateProfile', next: 'enter-1' },
        traits: [
          { name: 'plan', value: 'pro' },
          { name: 'newsletter', value: true },
          { name: 'trial', value: null },
        ],
      },
      { id: 'enter-1', type: 'enterJourney', journey: 'welcome', next: 'goal-1' },
      { id: 'goal-1', type: 'goal', next: 'exit-1' },
      { id: 'exit-1', type: 'exit' },
    ],
  };

  test('every form', async () => {
    await call(shop, 'PUT', '/api/journeys/alles', all);
    const { context, page, complaints } = await visitor(shop, { scheme: 'dark', locale: 'de', width: 1440, height: 1000 });
    await signIn(shop, context);
    for (const id of ['wait-1', 'wait-2', 'wait-3', 'window-1', 'random-1', 'update-1', 'enter-1', 'goal-1', '@trigger']) {
      await page.goto(`/journeys/alles?panel=step~${id}`);
      await page.getByRole('complementary', { name: 'Einstellungen des Schritts' }).getByRole('heading', { level: 2 }).waitFor();
      await page
        .getByText(/Problem|Keine Probleme/)
        .first()
        .waitFor();
      await shoot(page, `journey-steps-${id.replace('@', '')}-dark`);
    }
    for (const [name, trigger] of Object.entries({ date, schedule, api: { type: 'api' }, handOff: { type: 'handOff' } })) {
      await call(shop, 'PUT', `/api/journeys/alles-${name.toLowerCase()}`, { ...all, trigger });
      await page.goto(`/journeys/alles-${name.toLowerCase()}?panel=step~@trigger`);
      await page.getByRole('combobox', { name: 'Was die Journey auslöst' }).waitFor();
      await shoot(page, `journey-steps-trigger-${name}-dark`);
      await page.goto(`/journeys/alles-${name.toLowerCase()}?panel=try`);
      await page.getByRole('complementary', { name: 'Ausprobieren' }).waitFor();
      await shoot(page, `journey-steps-try-${name}-dark`);
    }
    await page.goto('/journeys/alles?view=outline');
    await page.getByRole('navigation', { name: 'Gliederung der Journey' }).waitFor();
    await shoot(page, 'journey-steps-outline-dark');
    await page.goto('/journeys');
    await page.getByText('Alles').first().waitFor();
    await shoot(page, 'journey-steps-list-dark');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('and in Chinese', async () => {
    const { context, page, complaints } = await visitor(shop, { locale: 'zh', width: 1440, height: 1000 });
    await signIn(shop, context);
    for (const id of ['wait-1', 'wait-3', 'random-1', 'update-1', '@trigger']) {
      await page.goto(`/journeys/alles?panel=step~${id}`);
      await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor();
      await shoot(page, `journey-steps-${id.replace('@', '')}-zh`);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
