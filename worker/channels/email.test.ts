import { generateKeyPairSync } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

import type { OutgoingMessage } from '@cairn/server/messages/channel.js';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';

import { createEmailAdapter, type EmailAdapter, type EmailOptions } from './email.js';

const message: OutgoingMessage = {
  key: 'k1',
  messageId: 'k1@shop.example',
  from: { name: 'Zoë’s Shop', address: 'shop@shop.example' },
  to: 'ann@example.com',
  subject: 'Grüße',
  html: '<p>Hello</p>',
  text: 'Hello\n.\nwith a dot',
  unsubscribeUrl: `https://shop.example/u/${'x'.repeat(120)}`,
};

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A real SMTP server; `options` put faults into it. */
async function startServer(options: SMTPServerOptions = {}): Promise<{ url: string; accepted: string[]; connections: () => number }> {
  const accepted: string[] = [];
  let connections = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    logger: false,
    onConnect(_session, callback) {
      connections++;
      callback();
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        accepted.push(Buffer.concat(chunks).toString());
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, accepted, connections: () => connections };
}

/** A server that says what it is told, line by line, and then does something rude. */
async function startRude(converse: (socket: Socket, line: string) => void, greeting = '220 rude ESMTP'): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(`${greeting}\r\n`);
    let rest = '';
    socket.on('data', (data) => {
      rest += data.toString();
      for (let at = rest.indexOf('\r\n'); at >= 0; at = rest.indexOf('\r\n')) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        converse(socket, line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Says yes to everything up to the end of the message, where it does `atEnd`. */
function politeUntil(atEnd: (socket: Socket) => void, atData?: (socket: Socket) => void): (socket: Socket, line: string) => void {
  return (socket, line) => {
    if (line === '.') return atEnd(socket);
    if (/^EHLO|^MAIL|^RCPT/.test(line)) socket.write('250 ok\r\n');
    else if (line === 'DATA') atData ? atData(socket) : socket.write('354 go on\r\n');
  };
}

function adapterFor(url: string, options: Partial<EmailOptions> = {}): EmailAdapter {
  const adapter = createEmailAdapter({ url, connections: 3, connectTimeoutMs: 400, socketTimeoutMs: 400, ...options });
  ends.push(() => adapter.close());
  return adapter;
}

const refusal = (responseCode: number): Error & { responseCode: number } => Object.assign(new Error(`refused ${responseCode}`), { responseCode });

describe('email adapter', () => {
  it('hands over text, HTML, Message-ID and one-click unsubscribe', async () => {
    const server = await startServer();
    expect(await adapterFor(server.url).handOver(message)).toMatchObject({ outcome: 'accepted' });
    const [raw = ''] = server.accepted;
    expect(raw).toMatch(/^Message-ID: <k1@shop\.example>\r?$/m);
    expect(raw.replace(/\r\n[ \t]/g, '')).toContain(`List-Unsubscribe: <${message.unsubscribeUrl}>`);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    expect(raw).toMatch(/text\/plain[\s\S]*text\/html/);
    expect(raw).toMatch(/^To: ann@example\.com\r?$/m);
    expect(raw).toContain('shop@shop.example');
  });

  it('puts no unsubscribe header on a transactional message', async () => {
    const server = await startServer();
    const { unsubscribeUrl: _, ...transactional } = message;
    await adapterFor(server.url).handOver(transactional);
    expect(server.accepted[0]).not.toMatch(/List-Unsubscribe/i);
  });

  it('signs with DKIM when a key is set', async () => {
    const server = await startServer();
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await adapterFor(server.url, { dkim: { domain: 'shop.example', selector: 's1', privateKey } }).handOver(message);
    expect(server.accepted[0]).toMatch(/^DKIM-Signature:[\s\S]*d=shop\.example/m);
  });

  it('uses a connection again, and never more than it may', async () => {
    const server = await startServer();
    const adapter = adapterFor(server.url, { connections: 2 });
    const results = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const release = await adapter.reserve?.();
        const result = await adapter.handOver(message);
        release?.();
        return result.outcome;
      }),
    );
    expect(new Set(results)).toEqual(new Set(['accepted']));
    expect(server.accepted).toHaveLength(20);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it.each<[string, SMTPServerOptions, string]>([
    ['421 as a greeting', { onConnect: (_session, callback) => callback(refusal(421)) }, 'later'],
    ['554 as a greeting', { onConnect: (_session, callback) => callback(refusal(554)) }, 'later'],
    ['451 to MAIL FROM', { onMailFrom: (_address, _session, callback) => callback(refusal(451)) }, 'later'],
    ['550 to MAIL FROM', { onMailFrom: (_address, _session, callback) => callback(refusal(550)) }, 'rejected'],
    ['530 to MAIL FROM', { onMailFrom: (_address, _session, callback) => callback(refusal(530)) }, 'later'],
    ['450 to RCPT TO', { onRcptTo: (_address, _session, callback) => callback(refusal(450)) }, 'later'],
    ['550 to RCPT TO', { onRcptTo: (_address, _session, callback) => callback(refusal(550)) }, 'rejected'],
    ['451 after the message', { onData: (stream, _session, callback) => stream.resume().once('end', () => callback(refusal(451))) }, 'later'],
    ['554 after the message', { onData: (stream, _session, callback) => stream.resume().once('end', () => callback(refusal(554))) }, 'rejected'],
  ])('%s: %s', async (_name, options, outcome) => {
    const server = await startServer(options);
    expect(await adapterFor(server.url).handOver(message)).toMatchObject({ outcome });
    expect(server.accepted).toEqual([]);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['nobody listens', async () => 'smtp://127.0.0.1:9', 'later'],
    ['no greeting', async () => await startRude(() => undefined, ''), 'later'],
    ['closed at RCPT TO', async () => await startRude((socket, line) => (line.startsWith('RCPT') ? socket.destroy() : socket.write('250 ok\r\n'))), 'later'],
    [
      'closed at DATA',
      async () =>
        await startRude(
          politeUntil(
            () => undefined,
            (socket) => socket.destroy(),
          ),
        ),
      'later',
    ],
    [
      'silence at DATA',
      async () =>
        await startRude(
          politeUntil(
            () => undefined,
            () => undefined,
          ),
        ),
      'later',
    ],
    ['accepted, then dropped without a word', async () => await startRude(politeUntil((socket) => socket.destroy())), 'unknown'],
    ['half-closed after the message', async () => await startRude(politeUntil((socket) => socket.end())), 'unknown'],
    ['silence after the message', async () => await startRude(politeUntil(() => undefined)), 'unknown'],
    ['half an answer after the message', async () => await startRude(politeUntil((socket) => socket.end('25'))), 'unknown'],
    [
      'reset in the middle of the message',
      async () =>
        await startRude(
          politeUntil(
            () => undefined,
            (socket) => socket.write('354 go on\r\n', () => socket.resetAndDestroy()),
          ),
        ),
      'unknown',
    ],
  ])('%s: %s', async (_name, start, outcome) => {
    expect(await adapterFor(await start()).handOver(message)).toMatchObject({ outcome });
  });

  it('goes on after the server closed an idle connection', async () => {
    const server = await startServer({ socketTimeout: 300 });
    const adapter = adapterFor(server.url);
    expect(await adapter.handOver(message)).toMatchObject({ outcome: 'accepted' });
    await new Promise((resolve) => setTimeout(resolve, 700));
    const second = await adapter.handOver(message);
    // Either it noticed and connected anew, or it was told cleanly that nothing was taken.
    expect(['accepted', 'later']).toContain(second.outcome);
    expect(await adapter.handOver(message)).toMatchObject({ outcome: 'accepted' });
  });

  it('gives up on a server that keeps talking and never answers', async () => {
    const url = await startRude(
      politeUntil((socket) => {
        const talk = setInterval(() => socket.write('250-wait\r\n'), 50);
        socket.on('close', () => clearInterval(talk));
      }),
    );
    expect(await adapterFor(url, { handOverTimeoutMs: 600 }).handOver(message)).toMatchObject({
      outcome: 'unknown',
      detail: expect.stringContaining('600 ms'),
    });
  });

  it('waits so long for a connection, and then says so', async () => {
    const adapter = adapterFor('smtp://127.0.0.1:9', { connections: 1, reserveTimeoutMs: 50 });
    const release = await adapter.reserve?.();
    await expect(adapter.reserve?.()).rejects.toMatchObject({ code: 'provider-saturated' });
    release?.();
    expect(await adapter.reserve?.()).toBeTypeOf('function');
  });

  it('rejects an address that cannot be said in SMTP', async () => {
    const url = await startRude(politeUntil((socket) => socket.write('250 ok\r\n')));
    expect(await adapterFor(url).handOver({ ...message, to: 'a<b@example.com' })).toMatchObject({ outcome: 'rejected' });
  });

  it('an address cannot bring a second recipient or header', async () => {
    const server = await startServer();
    await adapterFor(server.url).handOver({ ...message, to: 'a@example.com\r\nBcc: b@example.com' });
    expect(server.accepted.join('')).not.toMatch(/^Bcc:/im);
  });
});
