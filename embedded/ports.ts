import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** True when nothing listens there. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/**
 * The first free port from `preferred` upwards that is not in `taken`; adds it there.
 * @throws when a hundred in a row are busy.
 */
export async function freePortNear(preferred: number, taken: Set<number> = new Set()): Promise<number> {
  for (let port = preferred; port < preferred + 100 && port < 65_536; port += 1) {
    if (!taken.has(port) && (await isPortFree(port))) {
      taken.add(port);
      return port;
    }
  }
  throw new Error(`No free port between ${preferred} and ${preferred + 99}. Stop what listens there, or set CAIRN_PORT to another range.`);
}

/**
 * A port that is free now, below those that systems give to outgoing connections (Linux from 32768, others from 49152): one of theirs may be taken by
 * any connection between the look and its use.
 */
export async function anyFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    if (await isPortFree(port)) return port;
  }
}
