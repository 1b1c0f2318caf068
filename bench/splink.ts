import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Columns } from '@cairn/server/matching/model/columns.js';
import type { ModelSettings } from '@cairn/server/matching/model/settings.js';

import type { ScoredPair } from './match-quality.js';

const requirement = 'splink==5.0.0';

/** The peer's folder of packages, installed by pip on first use and kept with Cairn's other downloads. Null, with the reason printed: it cannot be had here. */
export async function installSplink(): Promise<string | null> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cairn');
  const folder = join(cache, requirement.replace('==', '-'));
  if (existsSync(folder)) return folder;
  console.log(`installing ${requirement} by pip into ${folder}…`);
  const scratch = await mkdtemp(join(tmpdir(), 'splink-'));
  try {
    await python(['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-warn-script-location', '--target', scratch, requirement]);
    await moveFolder(scratch, folder);
    return folder;
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    console.log(`Splink is not compared: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** How Splink is trained, by its documentation: rules that are nearly sure for lambda, sessions blocked on one value each for m. */
export interface SplinkTraining {
  deterministic: string[][];
  /** Share of matches that the deterministic rules are thought to find. */
  recall: number;
  training: string[][];
}

/** One list of scored pairs for each seed. */
export async function scoreBySplink(
  folder: string,
  settings: ModelSettings,
  columns: Columns,
  training: SplinkTraining,
  seeds: readonly number[],
): Promise<{ seconds: number; pairs: ScoredPair[] }[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'splink-'));
  try {
    const records = columns.ids.map((_, row) => columns.fields.map(({ codes, values }) => values[codes[row] as number] ?? null));
    const job = join(scratch, 'job.json');
    await writeFile(job, JSON.stringify({ ...settings, ...training, records, seeds }));
    const lines = (await python([peerFile(), job], { PYTHONPATH: folder })).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as { seconds: number; pairs: ScoredPair[] });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Compiled code stands in `dist`, the script beside the source. */
function peerFile(): string {
  const found = [import.meta.dirname, join(import.meta.dirname, '..')].map((folder) => join(folder, 'splink-peer.py')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('bench/splink-peer.py is missing from this checkout.');
  return found;
}

async function moveFolder(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    const { cp } = await import('node:fs/promises');
    await cp(from, `${to}.part`, { recursive: true });
    await rename(`${to}.part`, to);
    await rm(from, { recursive: true });
  });
}

function python(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4_000);
    });
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new Error('python3 is not installed') : error));
    child.once('exit', (code) => {
      if (code === 0) resolve(output);
      else if (/No module named pip/.test(errors)) reject(new Error('pip is not installed (on Debian: apt install python3-pip)'));
      else reject(new Error(`python3 ended with ${code}: ${errors.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}
