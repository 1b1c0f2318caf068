import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createApp } from '../app.module.js';
import { exampleSecret, readConfig } from './config.js';
import { createLogger } from './logger.js';
import { createOpenApi } from './openapi.js';

/** Writes `server/openapi.json`, from which the web client is generated. Needs no database: nothing connects before the first call. */
async function main(): Promise<void> {
  const config = { ...readConfig({ CAIRN_MODE: 'embedded', CAIRN_SECRET: exampleSecret }), webDir: null };
  const app = await createApp(config, { logger: createLogger('silent', 'server') });
  const file = path.resolve(import.meta.dirname, import.meta.dirname.endsWith(path.join('dist', 'platform')) ? '../../openapi.json' : '../openapi.json');
  await writeFile(file, `${JSON.stringify(createOpenApi(app), null, 2)}\n`);
  await app.close();
}

await main();
