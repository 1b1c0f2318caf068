import { DataDir } from './data-dir.js';
import { openDemo } from './demo-access.js';
import { fillDemo } from './fill-demo.js';
import { readSettings } from './settings.js';
import { type Stack, startStack } from './stack.js';

/** The terminal sends Ctrl-C to us directly and through npm: signals this close together are one. */
const sameSignalMs = 1_000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const dataDir = new DataDir(settings.dataDir);
  await dataDir.open();
  const startedAt = performance.now();
  let stack: Stack | undefined;
  endCleanly(
    () => stack,
    () => dataDir.close(),
  );
  stack = await startStack({ settings, dataDir, say: (line) => console.log(`  ${line}`) });
  const { access, signInUrl } = await openDemo(stack, dataDir, process.env.CAIRN_DATABASE || 'cairn');
  if (settings.demo) await openShop(stack.url, access.apiKey);
  const seconds = ((performance.now() - startedAt + settings.bootMs) / 1000).toFixed(0);
  console.log(`\n  Cairn is ready after ${seconds} s. Open (signs you in once):\n\n    ${signInUrl}\n`);
  console.log(`  Later: ${stack.url}, ${access.email}, password in ${dataDir.file('demo.json')}`);
  console.log(`  Mails are caught at ${stack.mailUrl} · Temporal at ${stack.temporalUiUrl} · logs in ${dataDir.path}\n  Ctrl-C ends everything.`);
}

/** Once: who removed the demo data does not find it again after a restart. An interrupted filling goes on by itself. */
async function openShop(url: string, apiKey: string): Promise<void> {
  const from = performance.now();
  const filled = await fillDemo({
    url,
    apiKey,
    onlyFirst: true,
    progress: (line) => {
      if (process.stdout.isTTY) process.stdout.write(`\r  Filling the demo shop: ${line}`);
    },
  });
  if (!filled) return;
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${process.stdout.isTTY ? '\r' : ''}  ✓ Demo shop: real purchases of 2,357 customers, names invented (${seconds} s)`);
}

/** First Ctrl-C: in order. Second: at once. A parent that was killed counts as the first. */
function endCleanly(stack: () => Stack | undefined, close: () => Promise<void>): void {
  let endingSince: number | undefined;
  const end = (): void => {
    const now = performance.now();
    if (endingSince !== undefined && now - endingSince < sameSignalMs) return;
    if (endingSince !== undefined) {
      console.log('  Ending at once.');
      void (stack()?.kill() ?? Promise.resolve()).finally(() => process.exit(130));
      return;
    }
    endingSince = now;
    console.log('\n  Ending …');
    // During start-up there is no stack yet; the next start ends what is left over.
    void (stack()?.stop() ?? Promise.resolve())
      .then(close)
      .then(() => console.log('  All ended; everything is kept for the next start.'))
      .finally(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => {
      if (process.ppid !== parent && endingSince === undefined) end();
    }, 1_000).unref();
  }
}

main().catch((error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
