import { expect, it } from 'vitest';

import { keyFromName } from './keys.js';

it.each([
  ['Ordered twice', 'ordered-twice'],
  ['  Käufer & Größe ', 'kaufer-grosse'],
  ['弃购', 'segment'],
  ['new', 'segment'],
  ['', 'segment'],
  ['A'.repeat(200), 'a'.repeat(56)],
])('%s becomes %s', (name, key) => {
  expect(keyFromName(name, 'segment')).toBe(key);
});
