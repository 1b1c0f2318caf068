import { createHash, randomBytes } from 'node:crypto';

/** What is stored instead of a token or key. They are long and random, so a fast hash is enough (passwords use argon2). */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const workspacePattern = /^[a-z0-9-]{1,40}$/;

export type KeyPrefix = 'ck' | 'wk' | 'pk';

/** `ck_demo_…`: a key names its workspace, so that it is found by `_id` like everything else. */
export function makeKey(prefix: KeyPrefix, workspace: string): string {
  return `${prefix}_${workspace}_${randomBytes(18).toString('hex')}`;
}

export function workspaceOfKey(prefix: KeyPrefix, key: string): string | null {
  const [first, workspace, secret, ...rest] = key.split('_');
  return first === prefix && workspace !== undefined && workspacePattern.test(workspace) && secret !== undefined && secret.length >= 16 && rest.length === 0
    ? workspace
    : null;
}

/** Session and link tokens: `demo.…`. */
export function makeToken(workspace: string): string {
  return `${workspace}.${randomBytes(24).toString('base64url')}`;
}

export function workspaceOfToken(token: string): string | null {
  const dot = token.indexOf('.');
  const workspace = token.slice(0, Math.max(dot, 0));
  return dot > 0 && token.length - dot > 24 && token.length < 200 && workspacePattern.test(workspace) ? workspace : null;
}
