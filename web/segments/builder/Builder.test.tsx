import type { Condition, WhereCondition } from '@cairn/rules/contracts/condition.js';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import i18next from 'i18next';
import { useState } from 'react';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';

import { Builder } from './Builder.js';

const texts = import.meta.glob<{ [key: string]: unknown }>('/{segments,ui}/locales/en.json', { import: 'default', eager: true });

beforeAll(async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ items: [], nextCursor: null })));
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
  Element.prototype.scrollIntoView = () => undefined;
  await i18next.use(initReactI18next).init({
    lng: 'en',
    resources: { en: { segments: texts['/segments/locales/en.json'] ?? {}, ui: texts['/ui/locales/en.json'] ?? {} } },
    defaultNS: 'segments',
    interpolation: { escapeValue: false },
  });
});
afterEach(cleanup);

function show(initial: Condition): () => Condition {
  let latest = initial;
  function Page() {
    const [value, setValue] = useState(initial);
    latest = value;
    return <Builder value={value} onChange={setValue} />;
  }
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <Page />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return () => latest;
}

const city = { fact: 'trait', params: { name: 'city' }, operator: 'equal', value: 'Berlin' } as const;
const ordered: Condition = {
  fact: 'event',
  params: { name: 'Order Completed', within: { amount: 30, unit: 'day' } },
  operator: 'greaterThanInclusive',
  value: 2,
};

it('changes nothing by being opened', () => {
  const condition: Condition = { all: [city, { not: { any: [ordered] } }] };
  expect(show(condition)()).toBe(condition);
});

it('names every control by its place', () => {
  show({ all: [city, ordered] });
  expect(screen.getByLabelText('Operator, condition 1 of 2, group 1')).toBeTruthy();
  expect(screen.getByLabelText('How often, condition 2 of 2, group 1')).toBeTruthy();
  expect(screen.getByLabelText('How conditions are joined, group 1')).toBeTruthy();
  expect(document.querySelectorAll('select:not([aria-label]),input:not([aria-label],[type=hidden],[type=radio])')).toHaveLength(0);
});

it('says each row as a sentence and the word between rows', () => {
  show({ any: [city, ordered] });
  expect(screen.getByRole('group', { name: 'did Order Completed at least 2 times in the last 30 days' })).toBeTruthy();
  expect(screen.getByText('or')).toBeTruthy();
});

it('keeps the neighbours of a field that is edited', () => {
  const latest = show({ all: [city, ordered] });
  fireEvent.change(screen.getByLabelText('Operator, condition 1 of 2, group 1'), { target: { value: 'contains' } });
  expect(latest()).toEqual({ all: [{ ...city, operator: 'contains' }, ordered] });
});

it('adds, moves and removes conditions, and says "none of" without a switch', () => {
  const latest = show({ all: [city] });
  fireEvent.click(screen.getByText('Add condition'));
  expect((latest() as { all: Condition[] }).all).toHaveLength(2);
  fireEvent.click(screen.getByLabelText('Move up, condition 2 of 2, group 1'));
  expect((latest() as { all: Condition[] }).all[1]).toEqual(city);
  fireEvent.click(screen.getByLabelText('Remove, condition 1 of 2, group 1'));
  fireEvent.change(screen.getByLabelText('How conditions are joined, group 1'), { target: { value: 'none' } });
  expect(latest()).toEqual({ not: city });
});

it('adds a group inside a group', () => {
  const latest = show({ all: [city] });
  fireEvent.click(screen.getByText('Add group'));
  const inner = (latest() as { all: Condition[] }).all[1];
  expect(inner).toEqual({ any: [{ fact: 'trait', params: { name: '' }, operator: 'equal', value: '' }] });
  expect(screen.getByLabelText('How conditions are joined, group 1.2')).toBeTruthy();
});

const total: WhereCondition = { fact: 'property', path: 'total', operator: 'greaterThan', value: 50 };
const where: WhereCondition = { all: [total] };
/** One of every fact, with whatever may be said of it. */
const everything: Condition[] = [
  { ...ordered, params: { ...ordered.params, where: { any: [where, { not: { any: [total, total] } }] } } } as Condition,
  { fact: 'event', params: { name: 'Order', measure: 'sum', property: 'total', within: { calendar: 'month', ago: 1 } }, operator: 'greaterThan', value: 9 },
  { fact: 'event', params: { name: 'Order', measure: 'last', property: 'sku', within: { from: '2026-01-01' } }, operator: 'equal', value: { trait: 'wish' } },
  {
    fact: 'funnel',
    params: {
      by: 'sku',
      within: { amount: 3, unit: 'day', ago: { amount: 1, unit: 'day' } },
      steps: [
        { name: 'Viewed', where },
        { name: 'Added', within: { amount: 1, unit: 'hour' } },
        { name: 'Bought', within: { amount: 1, unit: 'day' }, absent: true },
      ],
    },
    operator: 'equal',
    value: true,
  },
  { fact: 'trait', params: { name: 'plan', for: { amount: 7, unit: 'day' } }, path: 'name', operator: 'equal', value: 'gold' },
  { fact: 'trait', params: { name: 'birthday', as: 'daysUntilAnniversary' }, operator: 'equal', value: 2 },
  { fact: 'trait', params: { name: 'pets', where: { fact: 'property', path: '*.kind', operator: 'equal', value: 'dog' } }, operator: 'equal', value: true },
  { fact: 'trait', params: { name: 'home' }, operator: 'withinDistance', value: { latitude: 52.5, longitude: 13.4, km: 5 } },
  { fact: 'trait', params: { name: 'ip' }, operator: 'inIpRange', value: ['10.0.0.0/8'] },
  { fact: 'trait', params: { name: 'seen' }, operator: 'within', value: { calendar: 'week', ago: 3, count: 2 } },
  { fact: 'trait', params: { name: 'renewal' }, operator: 'withinNext', value: { amount: 3, unit: 'day' } },
  { fact: 'computed', params: { name: 'spent' }, operator: 'greaterThan', value: { computed: 'limit' } },
  { fact: 'segment', params: { key: 'loyal', for: { amount: 7, unit: 'day' } }, operator: 'equal', value: true },
  { fact: 'tag', params: { key: 'vip' }, operator: 'equal', value: false },
  { fact: 'consent', params: { channel: 'email', topic: 'news' }, operator: 'equal', value: true },
  {
    fact: 'account',
    params: {
      match: 'all',
      where: {
        all: [
          { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'pro' },
          { not: { fact: 'people', params: { segment: 'loyal', share: 'some' }, operator: 'equal', value: true } },
        ],
      },
    },
    operator: 'equal',
    value: true,
  },
  { fact: 'now', params: { part: 'weekday' }, operator: 'in', value: [1, 2] },
  { fact: 'random', params: { salt: 'winter' }, operator: 'lessThan', value: 10 },
  { condition: 'adult' },
];

it.each(everything.map((condition) => [JSON.stringify(condition).slice(0, 60), condition] as const))(
  'shows by fields, named and unchanged: %s',
  (_, condition) => {
    const latest = show({ all: [condition] });
    expect(latest()).toEqual({ all: [condition] });
    const unnamed = [...document.querySelectorAll('select,input:not([type=hidden],[type=radio]),button')].filter(
      (control) => control.getAttribute('aria-hidden') !== 'true' && control.getAttribute('aria-label') === null && control.textContent === '',
    );
    expect(unnamed.map((control) => control.outerHTML.slice(0, 120))).toEqual([]);
    const names = [...document.querySelectorAll('[data-condition] select,[data-condition] input:not([type=hidden])')].map((control) =>
      control.getAttribute('aria-label'),
    );
    expect(new Set(names).size).toBe(names.length);
  },
);

/** By its exact name; much quicker than the library's search on a page of many options. */
function named(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[aria-label="${name}"]`);
  if (found === null) throw new Error(`no control is named ${name}`);
  return found;
}

it('edits a funnel’s steps without touching their neighbours', () => {
  const funnel = everything[3] as Extract<Condition, { fact: 'funnel' }>;
  const latest = show({ all: [funnel] });
  const inRow = 'condition 1 of 1, group 1';
  fireEvent.change(named(`Event, step 2 of 3, ${inRow}`), { target: { value: 'Liked' } });
  fireEvent.change(named(`Kind of step, step 3 of 3, ${inRow}`), { target: { value: 'thenWithin' } });
  fireEvent.click(named(`Move up, step 3 of 3, ${inRow}`));
  const [first, second, third] = funnel.params.steps;
  const { absent: _absent, ...done } = third as { absent?: true; name: string };
  expect(latest()).toEqual({ all: [{ ...funnel, params: { ...funnel.params, steps: [first, done, { ...second, name: 'Liked' }] } }] });
});

it('adds a group inside a where, and keeps the rest of the row', () => {
  const latest = show({ all: [{ ...ordered, params: { ...ordered.params, where } } as Condition] });
  const row = within(screen.getByRole('group', { name: /Order Completed/ }));
  fireEvent.click(row.getByText('Group'));
  fireEvent.change(named('Property, row 2.1 of 1, condition 1 of 1, group 1'), { target: { value: 'coupon' } });
  const clause = (latest() as { all: Condition[] }).all[0] as typeof ordered;
  expect(clause).toEqual({
    ...ordered,
    params: { ...ordered.params, where: { all: [total, { any: [{ fact: 'property', path: 'coupon', operator: 'equal', value: '' }] }] } },
  });
});

it('undoes and redoes by name, step by step', () => {
  const latest = show({ all: [city, ordered] });
  fireEvent.click(named('Remove, condition 2 of 2, group 1'));
  const undo = named('Undo: remove “did Order Completed at least 2 times in the last 30 days”');
  fireEvent.click(undo);
  expect(latest()).toEqual({ all: [city, ordered] });
  fireEvent.click(named('Redo: remove “did Order Completed at least 2 times in the last 30 days”'));
  expect(latest()).toEqual({ all: [city] });
  expect(named('Nothing to redo').getAttribute('aria-disabled')).toBe('true');
  fireEvent.keyDown(named('Remove, condition 1 of 1, group 1'), { key: 'z', ctrlKey: true });
  expect(latest()).toEqual({ all: [city, ordered] });
});

it('opens a group beyond the third card on its own, and leads back', () => {
  const deep: Condition = { all: [{ any: [{ all: [{ any: [city, ordered] }, ordered] }, city] }, city] };
  const latest = show(deep);
  expect(document.querySelector('[aria-label="How conditions are joined, group 1.1.1.1"]')).toBeNull();
  fireEvent.click(screen.getByText('Open group 1.1.1.1'));
  fireEvent.change(named('Operator, condition 1 of 2, group 1.1.1.1'), { target: { value: 'contains' } });
  fireEvent.click(screen.getByText('Back to group 1'));
  expect(named('How conditions are joined, group 1.1.1')).toBeTruthy();
  expect(latest()).toEqual({ all: [{ any: [{ all: [{ any: [{ ...city, operator: 'contains' }, ordered] }, ordered] }, city] }, city] });
});

it('keeps the very field that is typed into, character by character', () => {
  const latest = show({
    all: [
      {
        fact: 'event',
        params: { name: 'Order', where: { all: [{ fact: 'property', path: '', operator: 'equal', value: '' }] } },
        operator: 'greaterThanInclusive',
        value: 1,
      },
    ],
  });
  for (const label of ['Property, row 1 of 1, condition 1 of 1, group 1', 'Value, row 1 of 1, condition 1 of 1, group 1']) {
    const field = screen.getAllByLabelText(label).find((one) => one.tagName === 'INPUT') as HTMLInputElement;
    for (const text of ['m', 'mo', 'mob']) {
      fireEvent.change(field, { target: { value: text } });
      expect(document.contains(field)).toBe(true);
      expect(field.value).toBe(text);
    }
  }
  expect(JSON.stringify(latest())).toContain('mob');
});
