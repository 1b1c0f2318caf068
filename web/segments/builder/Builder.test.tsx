import type { Condition } from '@cairn/rules/contracts/condition.js';
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
  expect(document.querySelectorAll('select:not([aria-label]),input:not([aria-label],[type=hidden])')).toHaveLength(0);
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

it('edits what its rows cannot show as JSON, without losing it', () => {
  const odd: Condition = {
    fact: 'event',
    params: { name: 'Order Completed', where: { any: [{ fact: 'property', path: 'total', operator: 'exists' }] } },
    operator: 'equal',
    value: 1,
  };
  const latest = show({ all: [odd] });
  expect(within(screen.getByRole('group', { name: /Order Completed/ })).getByLabelText('Condition as JSON')).toBeTruthy();
  expect(latest()).toEqual({ all: [odd] });
});
