import { mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Child, startChild, untilReady } from './child.js';

/** The embedded mail catcher: a real SMTP server with a page; nothing leaves the machine, and mails survive a restart. */
export async function startMail(options: { smtpPort: number; webPort: number; dataDir: string }): Promise<{ smtpUrl: string; webUrl: string; child: Child }> {
  const folder = join(options.dataDir, 'mail');
  await mkdir(folder, { recursive: true });
  const script = fileURLToPath(new URL('./bin/maildev.js', import.meta.resolve('maildev')));
  const child = startChild({
    command: process.execPath,
    args: [
      script,
      '--ip',
      '127.0.0.1',
      '--web-ip',
      '127.0.0.1',
      '--smtp',
      `${options.smtpPort}`,
      '--web',
      `${options.webPort}`,
      '--mail-directory',
      folder,
      '--silent',
    ],
    logFile: join(options.dataDir, 'mail.log'),
  });
  await untilReady(child, 'the mail catcher', async () => (await answers(options.smtpPort)) && (await answers(options.webPort)));
  return { smtpUrl: `smtp://127.0.0.1:${options.smtpPort}`, webUrl: `http://127.0.0.1:${options.webPort}`, child };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
