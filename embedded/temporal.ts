import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { searchAttributes } from '@cairn/workflows/contracts/names.js';
import { Connection } from '@temporalio/client';

import { type Child, startChild, untilReady } from './child.js';
import { locate } from './locate.js';

export interface TemporalOptions {
  port: number;
  uiPort: number;
  metricsPort: number;
  dataDir: string;
  namespace?: string;
  progress?: (line: string) => void;
  /** Keep state in a file (default), or in memory for tests. */
  file?: boolean;
  dynamicConfig?: Record<string, unknown>;
}

export interface Temporal {
  address: string;
  namespace: string;
  uiUrl: string;
  child: Child;
}

/** Fairness keys are silently ignored without the first two; the rate limits are there for clusters, not for one machine. */
const dynamicConfig: Record<string, unknown> = {
  'matching.enableFairness': true,
  'matching.useNewMatcher': true,
  'frontend.namespaceRPS': 20_000,
  'frontend.rps': 20_000,
  'history.rps': 20_000,
  'matching.rps': 20_000,
};

/** Starts the real Temporal server (dev build: one process, SQLite file, web UI) and waits until its namespace answers. */
export async function startTemporalServer(options: TemporalOptions): Promise<Temporal> {
  const binary = await locate('temporal', { progress: options.progress });
  await mkdir(options.dataDir, { recursive: true });
  const namespace = options.namespace ?? 'cairn';
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port), '--ui-port', String(options.uiPort)];
  args.push('--metrics-port', String(options.metricsPort), '--namespace', namespace, '--log-level', 'error');
  for (const attribute of Object.values(searchAttributes)) args.push('--search-attribute', `${attribute}=Keyword`);
  for (const [key, value] of Object.entries({ ...dynamicConfig, ...options.dynamicConfig }))
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  // The default journal fsyncs every write twice; WAL with synchronous=NORMAL survives a killed process.
  if (options.file !== false)
    args.push('--db-filename', join(options.dataDir, 'temporal.db'), '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1');
  const child = startChild({ command: binary, args, logFile: join(options.dataDir, 'temporal.log') });
  const address = `127.0.0.1:${options.port}`;
  try {
    await untilReady(child, 'Temporal', () => answers(address, namespace));
  } catch (error) {
    await child.kill();
    throw error;
  }
  return { address, namespace, uiUrl: `http://127.0.0.1:${options.uiPort}`, child };
}

async function answers(address: string, namespace: string): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 1_000, () => connection.workflowService.describeNamespace({ namespace }));
    return true;
  } finally {
    await connection.close();
  }
}
