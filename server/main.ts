import { createApp } from './app.module.js';
import { readConfig } from './platform/config.js';
import { createLogger } from './platform/logger.js';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel, 'server');
  const app = await createApp(config, { logger });
  await app.listen(config.port, config.host);
  logger.info({ url: await app.getUrl() }, 'listening');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.message.startsWith('Cairn cannot start') ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  );
  process.exitCode = 1;
});
