import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link in a message may do: stop one channel for one person, and take that back. */
export interface UnsubscribeClaim {
  workspace: string;
  profileId: string;
  channel: 'email';
  /** The message it stands in. */
  deliveryKey: string;
}

/**
 * `payload.signature`, both base64url; never expires, since mails are kept for years. Signed with the installation's secret and the
 * workspace, so that no workspace can make another's.
 */
export function signUnsubscribe(secret: string, claim: UnsubscribeClaim): string {
  const payload = Buffer.from(JSON.stringify([1, claim.workspace, claim.profileId, claim.channel, claim.deliveryKey])).toString('base64url');
  return `${payload}.${signatureOf(secret, claim.workspace, payload).toString('base64url')}`;
}

/** Null: not one of ours, whatever is wrong with it. */
export function readUnsubscribe(secret: string, token: string): UnsubscribeClaim | null {
  const [payload = '', signature = '', ...rest] = token.split('.');
  if (token.length > 600 || rest.length > 0) return null;
  const parts = parse(payload);
  if (!Array.isArray(parts) || parts.length !== 5 || parts[0] !== 1 || !parts.slice(1).every((part) => typeof part === 'string')) return null;
  const [, workspace, profileId, channel, deliveryKey] = parts as [1, string, string, string, string];
  const expected = signatureOf(secret, workspace, payload);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || channel !== 'email') return null;
  return { workspace, profileId, channel, deliveryKey };
}

export function unsubscribeUrl(publicUrl: string, secret: string, claim: UnsubscribeClaim): string {
  return `${publicUrl}/u/${signUnsubscribe(secret, claim)}`;
}

function signatureOf(secret: string, workspace: string, payload: string): Buffer {
  const key = createHmac('sha256', secret).update(`unsubscribe:${workspace}`).digest();
  return createHmac('sha256', key).update(payload).digest();
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined;
  }
}
