import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DataDir } from './data-dir.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sleeper = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });

describe('the data folder', () => {
  it('is refused while another living Cairn has it, and says what to do', async () => {
    await new DataDir(folder).open();
    await expect(new DataDir(folder).open()).rejects.toThrow(/already runs.*CAIRN_DATA_DIR/);
  });

  it('is free again after a clean end', async () => {
    const first = new DataDir(folder);
    await first.open();
    await first.close();
    await new DataDir(folder).open();
  });

  it('records all of those that start at the same moment', async () => {
    const owner = new DataDir(folder);
    await owner.open();
    const names = Array.from({ length: 20 }, (_, at) => `part-${at}`);
    await Promise.all(names.map(async (name) => await owner.record(name, process.pid)));
    const records = JSON.parse(await readFile(join(folder, 'processes.json'), 'utf8'));
    expect(records.map(({ name }: { name: string }) => name)).toEqual(['cairn', ...names]);
  });

  it('ends what a killed Cairn left running, and nothing else', async () => {
    const left = sleeper();
    const stranger = sleeper();
    const died = new Promise((resolve) => left.once('exit', (_code, signal) => resolve(signal)));
    const owner = new DataDir(folder);
    await owner.open();
    await owner.record('mongod', left.pid ?? 0);
    await owner.record('temporal', stranger.pid ?? 0);
    const records = JSON.parse(await readFile(join(folder, 'processes.json'), 'utf8'));
    // The owner was killed; and the pid of its Temporal now belongs to a process born at another time.
    for (const record of records) if (record.name !== 'mongod') record.birth = '1';
    await writeFile(join(folder, 'processes.json'), JSON.stringify(records));
    await new DataDir(folder).open();
    expect(await died).toBe('SIGKILL');
    expect(stranger.exitCode).toBeNull();
    stranger.kill('SIGKILL');
  });

  it('starts over from a file cut short', async () => {
    await writeFile(join(folder, 'processes.json'), '[{"name":"cai');
    await new DataDir(folder).open();
  });

  it('keeps one secret, readable by its owner only', async () => {
    const first = await new DataDir(folder).secret();
    expect(await new DataDir(folder).secret()).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(join(folder, 'secret'))).mode & 0o077).toBe(0);
  });

  it('says which variable to set where it cannot write', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(new DataDir(join(folder, 'file', 'below')).open()).rejects.toThrow(/CAIRN_DATA_DIR/);
  });
});
