import type { Json } from '@cairn/rules/contracts/facts.js';

import { unescapeKey } from '../platform/keys.js';
import { nameOf } from './display-name.js';
import type { ProfileDocument } from './profile.js';

/** At most so many traits of a workspace can be searched by: each is one entry of an index for everybody who has it. */
export const searchableLimit = 20;
/** Until a workspace chooses its own. */
export const searchableByDefault: readonly string[] = ['city', 'company', 'country', 'language', 'plan'];

/** Longer texts are found by their beginning. */
const keyLength = 100;
/** Of one name: `Ann Maria Reed` is found by `maria` too. */
const wordsOfName = 4;
/** Of one list. */
const elementsOfList = 5;

/**
 * What a person is found by, kept in `searchKeys` (index `{workspace, searchKeys, _id}`): `n:` a name, from its start and from each of its words;
 * `e:` the email trait; `t:name=value` each searchable trait; all folded by {@link foldText}, at most 4 + 1 + 20 × 5. `tag:` each tag that is on;
 * `account:` each account that the person belongs to.
 */
export function searchKeysOf({ traits, tags, accounts }: Pick<ProfileDocument, 'traits' | 'tags' | 'accounts'>, searchable: readonly string[]): string[] {
  const keys = new Set<string>();
  for (const [key, { on }] of Object.entries(tags)) if (on) keys.add(tagKey(key));
  for (const [key, { left }] of Object.entries(accounts)) if (!left) keys.add(accountKey(key));
  for (const from of wordsFrom(nameOf({ traits }))) keys.add(nameKey(from));
  const email = Object.hasOwn(traits, 'email') ? traits.email?.value : undefined;
  if (typeof email === 'string' && email.trim() !== '') keys.add(emailKey(email));
  for (const [key, { value }] of Object.entries(traits)) {
    const name = unescapeKey(key);
    if (searchable.includes(name)) for (const each of plainValues(value)) keys.add(traitKey(name, each));
  }
  return [...keys].sort();
}

/** Brings a profile's keys up to its traits. Untouched when they say the same. */
export function keepSearchKeys(profile: ProfileDocument, searchable: readonly string[] = searchableByDefault): void {
  const keys = searchKeysOf(profile, searchable);
  const before = profile.searchKeys ?? [];
  if (keys.length === before.length && keys.every((key, at) => key === before[at])) return;
  if (keys.length > 0) profile.searchKeys = keys;
  else delete profile.searchKeys;
}

/** Ranges of keys: names (from their start or from one of their words) and emails that begin with the text. None for what folds to nothing. */
export function keysBeginning(text: string): { $gte: string; $lt: string }[] {
  return foldText(text) === '' ? [] : [nameKey(text), emailKey(text)].map((from) => ({ $gte: from, $lt: `${from}${afterAll}` }));
}

/** Sorts after every text that begins with what stands before it. */
export const afterAll = '\u{10ffff}';

export function nameKey(beginning: string): string {
  return `n:${foldText(beginning)}`;
}

export function emailKey(beginning: string): string {
  return `e:${foldText(beginning)}`;
}

export function traitKey(name: string, value: string): string {
  return `t:${name}=${foldText(value)}`;
}

export function tagKey(tag: string): string {
  return `tag:${tag}`;
}

/** @param key the account's id, escaped. */
export function accountKey(key: string): string {
  return `account:${key}`;
}

const undecomposed: { [letter: string]: string } = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

/** As it is compared: without case, accents, width and needless blanks. `José Núñez` and `jose nunez` are the same. */
export function foldText(text: string): string {
  return text
    .slice(0, 2 * keyLength)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđæœı]/g, (letter) => undecomposed[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, keyLength)
    .replace(/[\ud800-\udbff]$/, '');
}

function wordsFrom(name: string | null): string[] {
  if (name === null) return [];
  const words = name.split(/\s+/).filter(Boolean);
  return words.slice(0, wordsOfName).map((_, at) => words.slice(at).join(' '));
}

function plainValues(value: Json): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (Array.isArray(value)) return value.slice(0, elementsOfList).flatMap((each) => (Array.isArray(each) ? [] : plainValues(each)));
  return [];
}
