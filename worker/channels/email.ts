import type { ChannelAdapter, HandOverResult, OutgoingMessage } from '@cairn/server/messages/channel.js';
import { createTransport, type SendMailOptions } from 'nodemailer';

import { type SmtpFault, SmtpPool } from './smtp-pool.js';

export interface EmailOptions {
  /** `smtp://[user:password@]host:port` or `smtps://…`. */
  url: string;
  /** Connections at most, and so hand-overs at once. Default 5. */
  connections?: number;
  /** Signs every message when set. */
  dkim?: { domain: string; selector: string; privateKey: string } | null;
  /** Default 10 s. */
  connectTimeoutMs?: number;
  /** Silence after which a hand-over is given up. Default 60 s. */
  socketTimeoutMs?: number;
  /** All of one hand-over. Default 90 s: less than a step may take, so that no second attempt starts meanwhile. */
  handOverTimeoutMs?: number;
  /** For a free connection. Default 20 s. */
  reserveTimeoutMs?: number;
  /** Default 30 s. */
  idleTimeoutMs?: number;
}

export interface EmailAdapter extends ChannelAdapter {
  close(): void;
}

/** Email by SMTP, which honours no idempotency keys: a message that may have been taken is never handed over again. */
export function createEmailAdapter(options: EmailOptions): EmailAdapter {
  const pool = new SmtpPool({
    url: options.url,
    connections: options.connections ?? 5,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    socketTimeoutMs: options.socketTimeoutMs ?? 60_000,
    handOverTimeoutMs: options.handOverTimeoutMs ?? 90_000,
    reserveTimeoutMs: options.reserveTimeoutMs ?? 20_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
  });
  // Only writes the message: MIME parts, encodings and the DKIM signature.
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...(options.dkim && { dkim: dkimOf(options.dkim) }) });
  const compose = async (message: OutgoingMessage): Promise<Buffer | HandOverResult> => {
    try {
      return (await composer.sendMail(mailOf(message))).message as Buffer;
    } catch (error) {
      // Nothing was sent, and the same message would fail again.
      return { outcome: 'rejected', detail: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    channel: 'email',
    reserve: async () => await pool.reserve(),
    async handOver(message) {
      const raw = await compose(message);
      if (!Buffer.isBuffer(raw)) return raw;
      const result = await pool.send({ from: message.from.address, to: [message.to] }, raw);
      return 'response' in result ? { outcome: 'accepted', detail: result.response } : classify(result);
    },
    close: () => pool.close(),
  };
}

function dkimOf({ domain, selector, privateKey }: NonNullable<EmailOptions['dkim']>) {
  return { domainName: domain, keySelector: selector, privateKey };
}

function mailOf(message: OutgoingMessage): SendMailOptions {
  const { unsubscribeUrl } = message;
  return {
    from: message.from,
    // As an object: never parsed, so no address can grow a second one.
    to: { name: '', address: message.to },
    subject: message.subject,
    html: message.html,
    text: message.text,
    messageId: `<${message.messageId}>`,
    headers:
      unsubscribeUrl === undefined
        ? {}
        : { 'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` }, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * An answer of the server is sure: it did not take the message. Without one, what counts is whether it had asked for the message.
 * 5xx is for ever only where it is about this message: a greeting, a log-in or a missing permission is about us, and may be mended.
 */
export function classify({ responseCode, command, detail, dataBegan, impossible }: SmtpFault): HandOverResult {
  if (impossible) return { outcome: 'rejected', detail };
  if (responseCode === undefined) return dataBegan ? { outcome: 'unknown', detail } : { outcome: 'later', detail };
  const aboutMessage = ['MAIL FROM', 'RCPT TO', 'DATA'].includes(command);
  const aboutUs = [530, 534, 535, 538].includes(responseCode);
  return responseCode >= 500 && aboutMessage && !aboutUs ? { outcome: 'rejected', detail } : { outcome: 'later', detail };
}
