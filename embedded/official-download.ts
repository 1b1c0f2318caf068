import { lookup } from 'node:dns/promises';
import { chmod, copyFile, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { MongoBinary } from 'mongodb-memory-server-core';

import type { Program } from './programs.js';

/** Fetches the maker's own build through the tool that knows where it lives. A closed network is noticed at once. */
export async function downloadOfficial(program: Program, target: string, folder: string): Promise<void> {
  const scratch = await mkdtemp(join(folder, '.official-'));
  try {
    const binary = program.name === 'mongod' ? await downloadMongod(program, scratch) : await downloadTemporal(program, scratch);
    await chmod(binary, 0o755);
    await rename(binary, `${target}.part`).catch(() => copyFile(binary, `${target}.part`));
    await rename(`${target}.part`, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function downloadMongod(program: Program, scratch: string): Promise<string> {
  await reachable('fastdl.mongodb.org');
  return MongoBinary.getPath({ version: program.officialVersion ?? program.version, downloadDir: scratch });
}

/** The SDK downloads to start a server; the file it leaves is what is wanted, the server is stopped again. */
async function downloadTemporal(program: Program, scratch: string): Promise<string> {
  await reachable('temporal.download');
  const executable = { type: 'cached-download' as const, downloadDir: scratch, version: `v${program.version}` };
  const environment =
    program.name === 'temporal'
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { ...executable, version: 'default' } } });
  await environment.teardown();
  const file = (await readdir(scratch)).find((entry) => entry.startsWith('temporal'));
  if (!file) throw new Error(`the download left no ${program.name}`);
  return join(scratch, file);
}

/** The downloaders retry for seconds on end; a name that does not resolve is not worth it. */
async function reachable(host: string): Promise<void> {
  const deadline = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`${host} did not resolve within 3 s`)), 3_000).unref();
  });
  await Promise.race([lookup(host), deadline]).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code ? `${host} cannot be reached (${error.code})` : error.message);
  });
}
