import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

import type { EventParams } from '../contracts/condition.js';

/** What a profile's aggregate for this (event, where) is stored under: 16 hex characters, the same for every condition that asks the same; the window plays no part. */
export function aggregateKey(params: Pick<EventParams, 'name' | 'where'>): string {
  const canonical = canonicalize({ name: params.name, where: params.where }) ?? '';
  return bytesToHex(sha256(utf8ToBytes(canonical))).slice(0, 16);
}
