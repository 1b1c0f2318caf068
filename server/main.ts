import { createApp } from './app.module.js';
import { readConfig, type ServerConfig } from './platform/config.js';
import { createLogger } from './platform/logger.js';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel, 'server');
  const app = await createApp(config, { logger });
  await app.listen(config.port, config.host).catch((error: unknown) => {
    throw explainListen(error, config);
  });
  logger.info({ url: await app.getUrl() }, 'listening');
}

function explainListen(error: unknown, { host, port }: ServerConfig): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new CannotStart(`port ${port} is in use. Stop what uses it, or choose another by CAIRN_PORT.`);
  if (code === 'EACCES') return new CannotStart(`port ${port} may not be used by this account. Choose one above 1023 by CAIRN_PORT.`);
  if (code === 'EADDRNOTAVAIL') return new CannotStart(`this machine has no address ${host}. Correct CAIRN_HOST.`);
  return error;
}

/** For people who start the server: the message is all they need. */
class CannotStart extends Error {
  constructor(reason: string) {
    super(`Cairn cannot start: ${reason}`);
  }
}

main().catch((error: unknown) => {
  const isTold = error instanceof Error && error.message.startsWith('Cairn cannot start');
  process.stderr.write(`${isTold ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // Connections that are still being tried would keep the process.
  process.exit(1);
});
