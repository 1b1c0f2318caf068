import { createServer } from 'node:net';
import { expect, it } from 'vitest';

import { anyFreePort, freePortNear, isPortFree } from './ports.js';

it('a busy port is passed over, and so is one already given away', async () => {
  const busy = await anyFreePort();
  const server = createServer().listen(busy, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  expect(await isPortFree(busy)).toBe(false);
  const taken = new Set<number>();
  const first = await freePortNear(busy, taken);
  expect(first).toBeGreaterThan(busy);
  expect(await freePortNear(busy, taken)).toBeGreaterThan(first);
  server.close();
});
