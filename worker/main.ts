import { createLogger } from '@cairn/server/platform/logger.js';
import { Runtime } from '@temporalio/worker';

import { readWorkerConfig } from './config.js';
import { startWorkerProgram } from './program.js';

/** Work in hand ends within the activities' grace time; what hangs longer is cut off, as a crash would, which is safe. */
const drainMs = 20_000;

async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  const logger = createLogger(config.logLevel, 'worker');
  const temporalLogger = logger.child({ context: 'temporal' });
  Runtime.install({
    // We end everything in order ourselves.
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => temporalLogger[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug'](meta ?? {}, message),
      trace: (message, meta) => temporalLogger.trace(meta ?? {}, message),
      debug: (message, meta) => temporalLogger.debug(meta ?? {}, message),
      info: (message, meta) => temporalLogger.debug(meta ?? {}, message),
      warn: (message, meta) => temporalLogger.warn(meta ?? {}, message),
      error: (message, meta) => temporalLogger.error(meta ?? {}, message),
    },
  });
  const program = await startWorkerProgram(config, logger);
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    logger.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), drainMs).unref();
    program.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not end in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.message.startsWith('Cairn cannot start') ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  );
  process.exit(1);
});
