import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

export type VersionKind = 'segment' | 'condition' | 'rule' | 'journey' | 'template' | 'computedTrait' | 'tag';

/**
 * A value's one spelling as JSON (RFC 8785): sorted keys, no white space, absent (undefined) members left out. Two definitions are the
 * same exactly when these texts are.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON has a canonical form: got undefined or a function.');
  return text;
}

/**
 * What a version is called: the first 32 hex characters of SHA-256 over the canonical JSON of {kind, key, definition}. Publishing the same
 * definition twice therefore gives the same version.
 */
export function contentHash(kind: VersionKind, key: string, definition: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ kind, key, definition })))).slice(0, 32);
}
