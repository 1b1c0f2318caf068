import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** A number from 0 to below 100, the same for a profile and a salt for ever: the first 48 bits of SHA-256 over both. */
export function bucketOf(profileId: string, salt: string): number {
  const bytes = sha256(utf8ToBytes(`${salt}\0${profileId}`));
  let number = 0;
  for (let at = 0; at < 6; at += 1) number = number * 256 + (bytes[at] as number);
  return (number / 2 ** 48) * 100;
}
