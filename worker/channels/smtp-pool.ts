import { Readable } from 'node:stream';

import { OperationalError } from '@cairn/server/platform/errors.js';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

export interface SmtpPoolOptions {
  /** `smtp://[user:password@]host:port` or `smtps://…`. */
  url: string;
  /** Connections at most. */
  connections: number;
  /** To reach the server, and to hear its greeting. ms. */
  connectTimeoutMs: number;
  /** Silence in the middle of a conversation. ms. */
  socketTimeoutMs: number;
  /** All of one hand-over, from connecting to the server's last word. ms. */
  handOverTimeoutMs: number;
  /** For a place to become free. ms. */
  reserveTimeoutMs: number;
  /** An unused connection is closed after this. ms. */
  idleTimeoutMs: number;
}

/** What went wrong with one hand-over, and whether the server may have the message all the same. */
export interface SmtpFault {
  /** The server's own answer, when it gave one: it refused for sure. */
  responseCode?: number;
  /** Where in the conversation: `CONN`, `EHLO`, `AUTH …`, `MAIL FROM`, `RCPT TO`, `DATA`. */
  command: string;
  detail: string;
  /** The server had asked for the message (354) and part of it may be there. */
  dataBegan: boolean;
  /** The envelope cannot be said in SMTP at all, for instance a name that needs SMTPUTF8 where the server has none. */
  impossible?: boolean;
}

/**
 * Connections kept open and used one message at a time. nodemailer's own pool is not used, since it sends a message again by itself when
 * the connection breaks after DATA, and does not tell before from after; here every hand-over is tried once.
 */
export class SmtpPool {
  private readonly idle: { connection: SMTPConnection; timer: NodeJS.Timeout }[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly open = new Set<SMTPConnection>();
  private places: number;
  private readonly options: SmtpPoolOptions;

  constructor(options: SmtpPoolOptions) {
    this.options = options;
    this.places = options.connections;
  }

  /** Waits for one of the places; call the answer once to give it back. @throws OperationalError `provider-saturated`. */
  async reserve(): Promise<() => void> {
    if (this.places > 0) this.places--;
    else await this.placeInQueue();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.places++;
    };
  }

  private async placeInQueue(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const granted = (): void => {
        clearTimeout(late);
        resolve();
      };
      const late = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(granted), 1);
        reject(
          new OperationalError(
            'provider-saturated',
            `All ${this.options.connections} connections to the mail server were busy for ${this.options.reserveTimeoutMs} ms.`,
            {
              action: 'If it stays: the mail server is slow, or SMTP_POOL is too small.',
              retryAfterMs: 2_000,
            },
          ),
        );
      }, this.options.reserveTimeoutMs);
      this.waiting.push(granted);
    });
  }

  /** Hands one message over, once. Answers the server's words, or what went wrong; rejects never. */
  async send(envelope: { from: string; to: string[] }, raw: Buffer): Promise<{ response: string } | SmtpFault> {
    let connection: SMTPConnection;
    try {
      connection = this.takeIdle() ?? (await this.connect());
    } catch (error) {
      return faultOf(error, false);
    }
    const message = new WatchedMessage(raw);
    const late = setTimeout(() => connection.emit('error', new Error(`Not done within ${this.options.handOverTimeoutMs} ms.`)), this.options.handOverTimeoutMs);
    const result = await transmit(connection, envelope, message);
    clearTimeout(late);
    if ('response' in result) {
      this.keep(connection);
      return result;
    }
    // After an error its state is anybody's guess.
    this.drop(connection);
    return faultOf(result.error, message.began);
  }

  close(): void {
    for (const { timer } of this.idle.splice(0)) clearTimeout(timer);
    for (const connection of this.open) connection.close();
    this.open.clear();
  }

  private takeIdle(): SMTPConnection | undefined {
    for (;;) {
      const kept = this.idle.pop();
      if (!kept) return undefined;
      clearTimeout(kept.timer);
      if (!kept.connection.destroyed) return kept.connection;
    }
  }

  private keep(connection: SMTPConnection): void {
    if (connection.destroyed) {
      this.drop(connection);
      return;
    }
    const timer = setTimeout(() => {
      const at = this.idle.findIndex((kept) => kept.connection === connection);
      if (at >= 0) this.idle.splice(at, 1);
      connection.quit();
    }, this.options.idleTimeoutMs);
    timer.unref();
    this.idle.push({ connection, timer });
  }

  private drop(connection: SMTPConnection): void {
    this.open.delete(connection);
    connection.close();
  }

  private async connect(): Promise<SMTPConnection> {
    const url = new URL(this.options.url);
    const connection = new SMTPConnection({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 25),
      secure: url.protocol === 'smtps:',
      connectionTimeout: this.options.connectTimeoutMs,
      greetingTimeout: this.options.connectTimeoutMs,
      socketTimeout: this.options.socketTimeoutMs,
    });
    this.open.add(connection);
    connection.once('end', () => this.open.delete(connection));
    try {
      await new Promise<void>((resolve, reject) => {
        connection.on('error', reject);
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
      if (url.username !== '') await login(connection, { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) });
      return connection;
    } catch (error) {
      this.drop(connection);
      throw error;
    }
  }
}

async function login(connection: SMTPConnection, credentials: { user: string; pass: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.on('error', reject);
    connection.login({ credentials }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Read for the first time when the server has asked for the message: the moment from which it may have it. */
class WatchedMessage extends Readable {
  began = false;
  private readonly raw: Buffer;

  constructor(raw: Buffer) {
    super();
    this.raw = raw;
  }

  override _read(): void {
    this.began = true;
    this.push(this.raw);
    this.push(null);
  }
}

function transmit(connection: SMTPConnection, envelope: { from: string; to: string[] }, message: Readable): Promise<{ response: string } | { error: unknown }> {
  return new Promise((resolve) => {
    const onError = (error: unknown): void => resolve({ error });
    const onEnd = (): void => resolve({ error: new Error('The connection ended.') });
    connection.once('error', onError).once('end', onEnd);
    connection.send(envelope, message, (error, info) => {
      connection.off('error', onError).off('end', onEnd);
      resolve(error ? { error } : { response: info.response });
    });
  });
}

function faultOf(error: unknown, dataBegan: boolean): SmtpFault {
  const { responseCode, command, message, code } = error as { responseCode?: number; command?: string; message?: string; code?: string };
  return {
    ...(responseCode !== undefined && { responseCode }),
    command: command ?? 'CONN',
    detail: (message ?? String(error)).slice(0, 1_000),
    dataBegan,
    ...(code === 'EENVELOPE' && responseCode === undefined && { impossible: true }),
  };
}
