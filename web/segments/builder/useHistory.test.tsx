import type { Condition } from '@cairn/rules/contracts/condition.js';
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';

import { useHistory } from './useHistory.js';

const named = (value: string): Condition => ({ all: [{ fact: 'trait', params: { name: 'city' }, operator: 'equal', value }] });

afterEach(() => {
  cleanup();
  window.sessionStorage.clear();
});

/** A page that shows `value` and takes over what is edited. */
function open(value: Condition, keptAs?: string) {
  let shown = value;
  const page = renderHook(() =>
    useHistory(
      shown,
      (next) => {
        shown = next;
      },
      keptAs,
    ),
  );
  const does = (task: () => void) => {
    act(task);
    page.rerender();
  };
  return { page, does, shown: () => shown };
}

describe('undo after a reload', () => {
  test('goes back to what was before it, and forth again', () => {
    const first = open(named('Ulm'), 'w/segments/a');
    first.does(() => first.page.result.current.take(named('Bern')));
    first.page.unmount();
    const { page, does, shown } = open(named('Bern'), 'w/segments/a');
    does(() => page.result.current.undo());
    expect(shown()).toEqual(named('Ulm'));
    does(() => page.result.current.redo());
    expect(shown()).toEqual(named('Bern'));
  });

  test.each([
    ['what was changed elsewhere meanwhile', named('Rome'), 'w/segments/a'],
    ['another segment', named('Bern'), 'w/segments/b'],
    ['what has no name', named('Bern'), undefined],
  ])('begins anew for %s', (_, value, keptAs) => {
    const first = open(named('Ulm'), 'w/segments/a');
    first.does(() => first.page.result.current.take(named('Bern')));
    first.page.unmount();
    expect(open(value, keptAs).page.result.current.undone).toBeUndefined();
  });

  test('keeps what it can of very much', () => {
    const long = (n: number) => named(String(n).padEnd(300_000, '.'));
    const first = open(long(0), 'w/segments/a');
    for (let n = 1; n <= 6; n += 1) first.does(() => first.page.result.current.take({ any: [long(n)] }));
    first.page.unmount();
    const { page } = open({ any: [long(6)] }, 'w/segments/a');
    expect(page.result.current.undone).toBeDefined();
    expect(window.sessionStorage.getItem('cairn-undo:w/segments/a')?.length).toBeLessThan(1_000_001);
  });
});
