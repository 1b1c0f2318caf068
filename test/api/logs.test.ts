import { createLogger } from '@cairn/server/platform/logger.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiServer, send, startApiServer } from './api-server.js';

let server: ApiServer;
const lines: string[] = [];

beforeAll(async () => {
  server = await startApiServer({ logger: createLogger('info', 'test', { write: (line) => void lines.push(line) }) });
});
afterAll(async () => {
  await server.close();
});

test('the log is JSON, and says nothing about anybody at info level', async () => {
  const event = { userId: 'secret-user', messageId: 'log-1', traits: { email: 'secret@example.com', name: 'Secret Name', phone: '+49 170 5550123' } };
  await server.ingest('/identify', event);
  await server.ingest('/identify', event);
  await server.ingest('/identify', { ...event, traits: { name: 'Other Secret' } });
  await server.ingest('/track', '{"userId":"secret-user"');
  await server.ingest('/track', { userId: 'secret-user', event: '' });
  await server.call('GET', '/api/profiles/lookup?fresh=true&identity=email:secret@example.com');
  await server.call('GET', '/api/profiles?search=secret');
  await server.call('GET', '/api/profiles/lookup?identity=email:secret-nobody@example.com');
  await send(`${server.url}/api/session`, 'POST', { email: 'secret@example.com', password: 'secret password' });
  await send(`${server.url}/api/session`, 'POST', { email: server.email, password: server.password });
  await server.call('PUT', '/api/segments/s', { name: 'x', condition: { secret: true } });
  await server.call('GET', '/secret-page?email=secret@example.com');
  const log = lines.join('');
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  expect(lines.some((line) => line.includes('/api/profiles/lookup'))).toBe(true);
  for (const personal of [/secret/i, /5550123/, /ann@example/, new RegExp(server.apiKey), new RegExp(server.writeKey)]) expect(log).not.toMatch(personal);
});

test('an error is logged without what it carries', () => {
  const logged: string[] = [];
  const logger = createLogger('info', 'test', { write: (line) => void logged.push(line) });
  const cause = Object.assign(new Error('E11000 duplicate key error collection: x index: email_1 dup key: { email: "secret@example.com" }'), {
    code: 11_000,
    writeErrors: [{ err: { op: { email: 'secret@example.com' } } }],
  });
  logger.error({ err: new Error('It failed.', { cause }) }, 'failed');
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({
    level: 'error',
    err: { message: 'It failed.', cause: { code: 11_000, message: expect.stringContaining('index: email_1') as string } },
  });
  expect(logged[0]).not.toContain('secret');
});
