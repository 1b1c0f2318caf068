import { createHmac, timingSafeEqual } from 'node:crypto';

/** What your own server signs with, for one public token. Derived, so that it is stored nowhere; gone with the token. */
export function signingSecretOf(secret: string, workspace: string, keyId: string): string {
  return createHmac('sha256', secret).update(`identity-signature:${workspace}:${keyId}`).digest('hex');
}

/**
 * Hex HMAC-SHA256 of `type:value` as it is asked for, or of `expires.type:value` (seconds since 1970): says that whoever asks was let in as this
 * person by your own server. The number stands first, where no identity can: else who is called `ann.1790000000` would hold a signature for `ann`.
 */
export function signIdentity(signingSecret: string, identity: string, expires?: number): string {
  return createHmac('sha256', signingSecret)
    .update(expires === undefined ? identity : `${expires}.${identity}`)
    .digest('hex');
}

export function isSignedIdentity(signingSecret: string, signature: string, identity: string, expires: number | undefined): boolean {
  const expected = Buffer.from(signIdentity(signingSecret, identity, expires), 'hex');
  const given = Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
