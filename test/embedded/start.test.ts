import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { anyFreePort, isPortFree } from '@cairn/embedded/ports.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'embedded', 'dist', 'start.js');
const readyMs = 120_000;

interface Demo {
  url: string;
  apiKey: string;
  writeKey: string;
  email: string;
  password: string;
}

let folder: string;
let port: number;
let running: { process: ChildProcess; output(): string } | undefined;

function start(env: NodeJS.ProcessEnv = {}): { process: ChildProcess; output(): string } {
  const { MONGODB_URI: _mongo, TEMPORAL_ADDRESS: _temporal, TEMPORAL_NAMESPACE: _namespace, npm_lifecycle_event: _npm, ...rest } = process.env;
  const child = spawn(process.execPath, [script], {
    env: { ...rest, CAIRN_PORT: String(port), CAIRN_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const keep = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return { process: child, output: () => text };
}

async function until(what: string, done: () => boolean | Promise<boolean>, timeoutMs = readyMs): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error(`${what} not within ${timeoutMs / 1000} s:\n${running?.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function startAndWait(env?: NodeJS.ProcessEnv): Promise<void> {
  const started = start(env);
  running = started;
  await until('ready', () => {
    if (started.process.exitCode !== null) throw new Error(`ended early:\n${started.output()}`);
    return started.output().includes('Ctrl-C ends everything');
  });
}

const exited = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.once('exit', resolve)));

async function demo(): Promise<Demo> {
  return JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8')) as Demo;
}

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const { url, apiKey } = await demo();
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-start-'));
  port = 20_000 + ((await anyFreePort()) % 10_000);
});

afterAll(async () => {
  running?.process.kill('SIGTERM');
  if (running) await exited(running.process);
  await rm(folder, { recursive: true, force: true });
});

describe('npm start', () => {
  it('says which port is busy and what to do', async () => {
    const busy = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => busy.once('listening', resolve));
    const refused = start();
    expect(await exited(refused.process)).toBe(1);
    expect(refused.output()).toMatch(new RegExp(`Port ${port} is in use.*CAIRN_PORT=`));
    await new Promise((resolve) => busy.close(resolve));
  });

  it('starts everything, fills the demo shop and writes its credentials', async () => {
    await startAndWait();
    expect(Object.keys(await demo())).toEqual(['url', 'email', 'password', 'writeKey', 'apiKey', 'mailUrl', 'temporalUiUrl']);
    const link = /\/sign-in\/(\S+)/.exec(running?.output() ?? '')?.[1] ?? '';
    const { url } = await demo();
    const signIn = (): Promise<Response> =>
      fetch(`${url}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ token: decodeURIComponent(link) }),
      });
    expect((await signIn()).ok).toBe(true);
    expect((await signIn()).ok).toBe(false);
    await until(
      'the history is folded',
      async () =>
        (await get('/api/segments/repeat-customers')).status === 200 && (await get('/api/profiles/lookup?identity=userId:customer-00004')).status === 200,
    );
    expect((await get('/api/health')).body).toMatchObject({ status: 'ok' });
  });

  it('ends everything on Ctrl-C, and a restart has all of it without filling it again', async () => {
    running?.process.kill('SIGINT');
    expect(await exited(running?.process as ChildProcess)).toBe(0);
    expect(await isPortFree(port)).toBe(true);
    expect(existsSync(join(folder, 'processes.json'))).toBe(false);
    const before = await demo();
    await startAndWait();
    expect(running?.output()).not.toContain('Demo shop: real purchases');
    expect((await demo()).apiKey).toBe(before.apiKey);
    expect((await get('/api/profiles/lookup?identity=userId:customer-00004')).status).toBe(200);
  });

  it('goes on after kill -9 of all that a terminal can reach, with the parts left running', async () => {
    running?.process.kill('SIGKILL');
    await exited(running?.process as ChildProcess);
    await startAndWait();
    expect((await get('/api/profiles/lookup?identity=userId:customer-00004')).status).toBe(200);
  });

  it('refuses a second one on the same data, and says how to have two', async () => {
    const second = start({ CAIRN_PORT: String(port + 50) });
    expect(await exited(second.process)).toBe(1);
    expect(second.output()).toMatch(/already runs on .*CAIRN_DATA_DIR/s);
  });
}, 300_000);
