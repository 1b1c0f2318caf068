import { existsSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

/** Nest token of the {@link ServerConfig}. */
export const CONFIG = Symbol('CONFIG');

/** Stands in `.env.example` and in the documentation, so everybody knows it. */
export const exampleSecret = 'change-me-to-a-long-random-text';

const url = (protocols: string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(protocol)), { error: `must begin with ${protocols.join(' or ')}` });

const portNumber = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535);

/** Settings that the worker reads as well; its own config extends this shape. */
export const commonSettings = {
  /** `embedded`: everything on one machine, started by `npm start`. `production` refuses the example secret. */
  CAIRN_MODE: z.enum(['embedded', 'production']).default('production'),
  /** Signs unsubscribe links. At least 16 characters; changing it breaks links already sent. */
  CAIRN_SECRET: z.string({ error: 'is missing: give any long random text' }).min(16, 'must be at least 16 characters'),
  /** Where people and mails reach this installation, no trailing slash. */
  CAIRN_PUBLIC_URL: url(['http://', 'https://']).default('http://localhost:3000'),
  MONGODB_URI: url(['mongodb://', 'mongodb+srv://']).default('mongodb://127.0.0.1:27017/?replicaSet=cairn'),
  CAIRN_DATABASE: z
    .string()
    .regex(/^[\w-]{1,63}$/, 'must be 1–63 letters, digits, _ or -')
    .default('cairn'),
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  /** pino level. Nothing at `info` or above holds personal data. */
  CAIRN_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

const environmentSchema = z.object({
  ...commonSettings,
  CAIRN_PORT: portNumber.default(3000),
  /** Address to listen on. Default: this machine only in embedded mode, else every address. */
  CAIRN_HOST: z.string().min(1).optional(),
  /** Temporal's web page, for links to runs. Absent: no links. */
  TEMPORAL_UI_URL: url(['http://', 'https://']).optional(),
  /** The mail catcher's page. Absent: no link. */
  MAIL_UI_URL: url(['http://', 'https://']).optional(),
  /** The built web pages. Default: the `web/dist` beside this package. */
  CAIRN_WEB_DIR: z.string().min(1).optional(),
  /** Believe X-Forwarded-* headers: set it to `true` only behind a proxy of your own. */
  CAIRN_TRUST_PROXY: z.enum(['true', 'false']).default('false'),
});

/** Everything the server is told from outside, parsed once. Nothing else reads the environment. */
export interface ServerConfig {
  mode: 'embedded' | 'production';
  secret: string;
  publicUrl: string;
  host: string;
  port: number;
  mongodbUri: string;
  database: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl: string | null;
  mailUiUrl: string | null;
  /** Null: no web build; the API alone is served. */
  webDir: string | null;
  trustProxy: boolean;
  logLevel: z.infer<(typeof commonSettings)['CAIRN_LOG_LEVEL']>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error naming every fault of the environment at once. */
export function readConfig(environment: Environment): ServerConfig {
  const settings = parseEnvironment(environmentSchema, environment);
  return {
    mode: settings.CAIRN_MODE,
    secret: settings.CAIRN_SECRET,
    publicUrl: settings.CAIRN_PUBLIC_URL.replace(/\/+$/, ''),
    host: settings.CAIRN_HOST ?? (settings.CAIRN_MODE === 'embedded' ? '127.0.0.1' : '0.0.0.0'),
    port: settings.CAIRN_PORT,
    mongodbUri: settings.MONGODB_URI,
    database: settings.CAIRN_DATABASE,
    temporalAddress: settings.TEMPORAL_ADDRESS,
    temporalNamespace: settings.TEMPORAL_NAMESPACE,
    temporalUiUrl: settings.TEMPORAL_UI_URL?.replace(/\/+$/, '') ?? null,
    mailUiUrl: settings.MAIL_UI_URL?.replace(/\/+$/, '') ?? null,
    webDir: settings.CAIRN_WEB_DIR ?? builtWebDir(),
    trustProxy: settings.CAIRN_TRUST_PROXY === 'true',
    logLevel: settings.CAIRN_LOG_LEVEL,
  };
}

/** Parses by a schema of settings (an empty text counts as absent), and refuses the example secret in production. */
export function parseEnvironment<Schema extends z.ZodType<{ CAIRN_MODE: string; CAIRN_SECRET: string }>>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  if (given.CAIRN_SECRET === exampleSecret && given.CAIRN_MODE !== 'embedded') {
    faults.push('CAIRN_SECRET is the example from the documentation: make your own, for instance with `openssl rand -hex 32`');
  }
  if (!parsed.success || faults.length > 0) {
    throw new Error(
      `Cairn cannot start: ${faults.length === 1 ? 'one setting is' : `${faults.length} settings are`} wrong.\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
  }
  return parsed.data;
}

/** From source this file is two folders below the root, compiled three. */
function builtWebDir(): string | null {
  const candidates = ['../../web/dist', '../../../web/dist'].map((relative) => path.resolve(import.meta.dirname, relative));
  return candidates.find((candidate) => existsSync(path.join(candidate, 'index.html'))) ?? null;
}
