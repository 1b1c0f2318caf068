/** What `npm start` is told from outside; nothing else in this folder reads the environment (but `locate`, for programs). */
export interface Settings {
  port: number;
  /** Given on purpose: then a busy port is an error of that setting, not of chance. */
  dataDir: string;
  mongodbUri: string | null;
  temporalAddress: string | null;
  temporalNamespace: string | null;
  temporalUiUrl: string | null;
  smtpUrl: string | null;
  mailUiUrl: string | null;
  logLevel: string;
  /** Milliseconds that installing and building took, for the closing line. */
  bootMs: number;
  /** CAIRN_DEMO=off leaves the shop empty. */
  demo: boolean;
}

/** @throws when CAIRN_PORT is no port. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = Number(env.CAIRN_PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_000) throw new Error(`CAIRN_PORT=${env.CAIRN_PORT} is not a port: give a number from 1 to 65000.`);
  return {
    port,
    dataDir: env.CAIRN_DATA_DIR || '.cairn',
    mongodbUri: env.MONGODB_URI || null,
    temporalAddress: env.TEMPORAL_ADDRESS || null,
    temporalNamespace: env.TEMPORAL_NAMESPACE || null,
    temporalUiUrl: env.TEMPORAL_UI_URL || null,
    smtpUrl: env.SMTP_URL || null,
    mailUiUrl: env.MAIL_UI_URL || null,
    logLevel: env.CAIRN_LOG_LEVEL || 'info',
    bootMs: Number(env.CAIRN_BOOT_MS || 0),
    demo: env.CAIRN_DEMO !== 'off',
  };
}
