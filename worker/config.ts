import { commonSettings, type Environment, parseEnvironment } from '@cairn/server/platform/config.js';
import { z } from 'zod';

const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535);
const count = (fallback: number) => z.coerce.number({ error: 'must be a whole number' }).int().min(1).max(10_000).default(fallback);

const environmentSchema = z.object({
  ...commonSettings,
  /** `smtp://[user:password@]host:port` or `smtps://…`. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .default('smtp://127.0.0.1:1025'),
  /** Connections kept open to the SMTP server. */
  SMTP_POOL: count(5),
  /** DKIM: all three or none. The key is PEM text; `\n` stands for a line break. */
  DKIM_DOMAIN: z.string().min(1).optional(),
  DKIM_SELECTOR: z.string().min(1).optional(),
  DKIM_PRIVATE_KEY: z.string().min(1).optional(),
  /** Wake-ups, /health and /metrics. 0: any free port. */
  CAIRN_WORKER_PORT: port.default(3001),
  /** Address to listen on. Default: this machine only in embedded mode, else every address. */
  CAIRN_WORKER_HOST: z.string().min(1).optional(),
  /** How servers reach this worker. Default: its host name and port. */
  CAIRN_WORKER_URL: z.string().url().optional(),
  /** Steps at once, on each task queue. */
  CAIRN_WORKER_STEPS: count(100),
});

/** Everything the worker is told from outside, parsed once. Nothing else reads the environment. */
export interface WorkerConfig {
  mode: 'embedded' | 'production';
  secret: string;
  publicUrl: string;
  mongodbUri: string;
  database: string;
  temporalAddress: string;
  temporalNamespace: string;
  smtpUrl: string;
  smtpPool: number;
  dkim: { domain: string; selector: string; privateKey: string } | null;
  host: string;
  port: number;
  /** Null: made from the address it listens on. */
  url: string | null;
  maxConcurrentSteps: number;
  logLevel: string;
}

/** @throws Error naming every fault of the environment at once. */
export function readWorkerConfig(environment: Environment): WorkerConfig {
  const settings = parseEnvironment(environmentSchema, environment);
  return {
    mode: settings.CAIRN_MODE,
    secret: settings.CAIRN_SECRET,
    publicUrl: settings.CAIRN_PUBLIC_URL.replace(/\/+$/, ''),
    mongodbUri: settings.MONGODB_URI,
    database: settings.CAIRN_DATABASE,
    temporalAddress: settings.TEMPORAL_ADDRESS,
    temporalNamespace: settings.TEMPORAL_NAMESPACE,
    smtpUrl: settings.SMTP_URL,
    smtpPool: settings.SMTP_POOL,
    dkim: readDkim(settings),
    host: settings.CAIRN_WORKER_HOST ?? (settings.CAIRN_MODE === 'embedded' ? '127.0.0.1' : '0.0.0.0'),
    port: settings.CAIRN_WORKER_PORT,
    url: settings.CAIRN_WORKER_URL ?? null,
    maxConcurrentSteps: settings.CAIRN_WORKER_STEPS,
    logLevel: settings.CAIRN_LOG_LEVEL,
  };
}

function readDkim(settings: z.infer<typeof environmentSchema>): WorkerConfig['dkim'] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY: key } = settings;
  if (!domain && !selector && !key) return null;
  if (!domain || !selector || !key) throw new Error('Cairn cannot start: set all of DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY, or none.');
  return { domain, selector, privateKey: key.replace(/\\n/g, '\n') };
}
