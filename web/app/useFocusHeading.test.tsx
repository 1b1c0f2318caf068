import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useRef, useState } from 'react';
import { Link, MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';

import { useFocusHeading } from './useFocusHeading.js';

beforeAll(() => {
  vi.stubGlobal('scrollTo', () => undefined);
});
afterEach(cleanup);

/** A page whose heading comes with its data. */
function Late() {
  const [loaded, setLoaded] = useState(false);
  return (
    <>
      {loaded && <h1>Late</h1>}
      <button type="button" onClick={() => setLoaded(true)}>
        Answer
      </button>
      <input aria-label="Typing" />
    </>
  );
}

function Frame() {
  const main = useRef<HTMLElement>(null);
  useFocusHeading(main);
  return (
    <>
      <Link to="/segments">To segments</Link>
      <Link to="/profiles/p1">To late</Link>
      <Link to="/profiles/p1/why">To its tab</Link>
      <main ref={main} tabIndex={-1}>
        <Routes>
          <Route path="/" element={<h1>Home</h1>} />
          <Route path="/segments" element={<h1>Segments</h1>} />
          <Route path="/profiles/:id/:tab?" element={<Late />} />
        </Routes>
      </main>
    </>
  );
}

const show = () =>
  render(
    <MemoryRouter>
      <Frame />
    </MemoryRouter>,
  );

it('leaves the focus alone when the first page opens', () => {
  show();
  expect(document.activeElement).toBe(document.body);
});

it('focuses the heading of a new page', () => {
  show();
  fireEvent.click(screen.getByText('To segments'));
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Segments' }));
});

it('focuses a heading that comes with its data, once', async () => {
  show();
  fireEvent.click(screen.getByText('To late'));
  fireEvent.click(screen.getByText('Answer'));
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Late' })));
  screen.getByLabelText('Typing').focus();
  fireEvent.click(screen.getByText('To its tab'));
  expect(document.activeElement).toBe(screen.getByLabelText('Typing'));
});

it('takes the focus from nobody who already works on the page', async () => {
  show();
  fireEvent.click(screen.getByText('To late'));
  screen.getByLabelText('Typing').focus();
  fireEvent.click(screen.getByText('Answer'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(document.activeElement).toBe(screen.getByLabelText('Typing'));
});
