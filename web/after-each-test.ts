import { afterEach, vi } from 'vitest';

/** Pages load parts of themselves late; one that still loads when its test is over would find the browser torn down. */
afterEach(async () => {
  await vi.dynamicImportSettled();
});
