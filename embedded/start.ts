import { DataDir } from './data-dir.js';
import { seedDemo } from './demo/seed.js';
import { openDemo } from './demo-access.js';
import { readSettings } from './settings.js';
import { type Stack, startStack } from './stack.js';

/** How far the demo shop is filled; lets an interrupted seeding go on with the same dates. */
interface SeedState {
  version: number;
  shiftDays: number;
  done: boolean;
}

const seedVersion = 1;
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
  if (settings.demo) await fillDemo(stack.url, dataDir, access);
  const seconds = ((performance.now() - startedAt + settings.bootMs) / 1000).toFixed(0);
  console.log(`\n  Cairn is ready after ${seconds} s. Open (signs you in once):\n\n    ${signInUrl}\n`);
  console.log(`  Later: ${stack.url}, ${access.email}, password in ${dataDir.file('demo.json')}`);
  console.log(`  Mails are caught at ${stack.mailUrl} · Temporal at ${stack.temporalUiUrl} · logs in ${dataDir.path}\n  Ctrl-C ends everything.`);
}

async function fillDemo(url: string, dataDir: DataDir, access: { apiKey: string; writeKey: string }): Promise<void> {
  const state = await dataDir.readJson<SeedState>('seed.json');
  if (state?.version === seedVersion && state.done) return;
  const shiftDays = state?.version === seedVersion ? state.shiftDays : undefined;
  let shift = shiftDays ?? 0;
  const from = performance.now();
  await seedDemo({
    url,
    apiKey: access.apiKey,
    writeKey: access.writeKey,
    now: Date.now(),
    shiftDays,
    onShift: async (days) => {
      shift = days;
      await dataDir.writeJson('seed.json', { version: seedVersion, shiftDays: days, done: false } satisfies SeedState);
    },
    progress: (line) => {
      if (process.stdout.isTTY) process.stdout.write(`\r  Filling the demo shop: ${line}`);
    },
  });
  await dataDir.writeJson('seed.json', { version: seedVersion, shiftDays: shift, done: true } satisfies SeedState);
  console.log(
    `${process.stdout.isTTY ? '\r' : ''}  ✓ Demo shop: real purchases of 2,357 customers, names invented (${((performance.now() - from) / 1000).toFixed(1)} s)`,
  );
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
