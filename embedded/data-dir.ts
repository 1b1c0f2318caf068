import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** One process that an embedded Cairn started. `birth` tells it from a later process with the same pid. */
export interface ProcessRecord {
  name: string;
  pid: number;
  birth: string;
}

const lowDiskBytes = 300 * 1024 * 1024;

/** Everything that survives a restart, in CAIRN_DATA_DIR (default `./.cairn`). */
export class DataDir {
  readonly path: string;
  private writing: Promise<void> = Promise.resolve();
  private records: ProcessRecord[] = [];

  constructor(path: string) {
    this.path = resolve(path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * Makes the folder and takes it: another living Cairn there is refused, what a killed one left running is ended first.
   * @throws with what to do.
   */
  async open(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOSPC') throw new Error(`The disk that holds ${this.path} is full. Free some space and start again.`);
      throw new Error(`Cannot write to ${this.path} (${error.code}). Give this user the right to, or set CAIRN_DATA_DIR to another folder.`);
    });
    const left = await this.readRecords();
    const other = left.find((record) => record.name === 'cairn' && isAlive(record));
    if (other)
      throw new Error(`Cairn already runs on ${this.path} (process ${other.pid}). Stop it, or set CAIRN_DATA_DIR and CAIRN_PORT to start a second one.`);
    // Ours were started in process groups of their own and outlive a killed parent.
    for (const record of left) if (isAlive(record)) process.kill(record.pid, 'SIGKILL');
    const deadline = performance.now() + 5_000;
    while (left.some(isAlive) && performance.now() < deadline) await new Promise((wait) => setTimeout(wait, 50));
    const free = await statfs(this.path).then((disk) => disk.bavail * disk.bsize);
    if (free < lowDiskBytes)
      throw new Error(
        `Only ${Math.round(free / 1024 / 1024)} MB are free where ${this.path} is; Cairn needs 300. Free some space, or set CAIRN_DATA_DIR to another disk.`,
      );
    this.records = [];
    await this.record('cairn', process.pid);
  }

  /** Remembers a process, so that the next start can end it if we are killed. */
  async record(name: string, pid: number): Promise<void> {
    this.records = [...this.records.filter((record) => record.name !== name), { name, pid, birth: birthOf(pid) }];
    await this.writeJson('processes.json', this.records);
  }

  async close(): Promise<void> {
    await rm(this.file('processes.json'), { force: true });
  }

  /** A secret made once and kept, readable by this user only. */
  async secret(): Promise<string> {
    const path = this.file('secret');
    if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
    const secret = randomBytes(32).toString('hex');
    await writeFile(path, `${secret}\n`, { mode: 0o600 });
    return secret;
  }

  async readJson<T>(name: string): Promise<T | null> {
    try {
      return JSON.parse(await readFile(this.file(name), 'utf8')) as T;
    } catch {
      // Absent, or cut short by a full disk: both mean "start over".
      return null;
    }
  }

  /** Whole or not at all: a reader never sees half a file. One after another: parts that start at the same moment are recorded at the same moment. */
  async writeJson(name: string, value: unknown): Promise<void> {
    const written = this.writing.then(async () => await this.writeWhole(name, value));
    this.writing = written.catch(() => {});
    await written;
  }

  private async writeWhole(name: string, value: unknown): Promise<void> {
    const part = this.file(`${name}.part`);
    await writeFile(part, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    await chmod(part, 0o600);
    await rename(part, this.file(name));
  }

  private async readRecords(): Promise<ProcessRecord[]> {
    return (await this.readJson<ProcessRecord[]>('processes.json')) ?? [];
  }
}

function isAlive(record: ProcessRecord): boolean {
  try {
    process.kill(record.pid, 0);
  } catch {
    return false;
  }
  return birthOf(record.pid) === record.birth;
}

/** Start time of a process in clock ticks; '' where there is no /proc (then the pid alone must do). A zombie counts as gone. */
function birthOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields[0] === 'Z' ? 'gone' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
