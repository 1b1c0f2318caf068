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

/** A port that the system says is free now. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
