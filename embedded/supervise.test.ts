import { describe, expect, it } from 'vitest';

import { type Child, startChild } from './child.js';
import { supervise } from './supervise.js';

const sleeper = async (): Promise<Child> => startChild({ command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] });

async function until(done: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!done()) {
    if (performance.now() > deadline) throw new Error('not within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a supervised process', () => {
  it('is started again when it is killed, and told of', async () => {
    const said: string[] = [];
    const part = await supervise({ name: 'thing', start: sleeper, say: (line) => said.push(line), firstBackOffMs: 10 });
    const first = part.pid() ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => part.pid() !== first && said.length === 2);
    expect(said[0]).toMatch(/thing ended \(SIGKILL\)/);
    await part.stop();
  });

  it('stays down once it is stopped', async () => {
    let starts = 0;
    const start = (): Promise<Child> => {
      starts += 1;
      return sleeper();
    };
    const part = await supervise({ name: 'thing', start, say: () => undefined, firstBackOffMs: 10 });
    await part.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(starts).toBe(1);
  });

  it('stays down while it is suspended', async () => {
    const part = await supervise({ name: 'thing', start: sleeper, say: () => undefined, firstBackOffMs: 10 });
    const first = part.pid();
    await part.suspend();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(part.pid()).toBe(first);
    part.resume();
    await until(() => part.pid() !== first);
    await part.kill();
  });

  it('tries again when a restart fails, waiting longer each time', async () => {
    let starts = 0;
    const start = (): Promise<Child> => {
      starts += 1;
      return starts === 2 ? Promise.reject(new Error('the disk is full')) : sleeper();
    };
    const said: string[] = [];
    const part = await supervise({ name: 'thing', start, say: (line) => said.push(line), firstBackOffMs: 10 });
    process.kill(part.pid() ?? 0, 'SIGKILL');
    await until(() => starts === 3);
    expect(said.join('\n')).toContain('the disk is full');
    await part.kill();
  });
});
