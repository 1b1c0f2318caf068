import type { Json } from '@cairn/rules/contracts/facts.js';

import type { PersonalClass } from './personal-class.js';
import { nameClass } from './personal-names.js';

export type CatalogueName = { kind: 'trait' | 'accountTrait' | 'property'; name: string };
export interface ClassGuess {
  value: PersonalClass;
  /** What the guess rests on. */
  by: 'name' | 'value' | 'nothing';
}

/** How many of the values looked at were of a class, and how many were looked at. */
export interface ValueHits {
  sampled: number;
  hits: { [personalClass: string]: number };
}

/** Mostly so: the values are believed over the name. */
const convincing = 0.5;
/** A name that says nothing is no excuse for one card number in five. */
const worrying = 0.2;

export function guessClass(of: CatalogueName, { sampled, hits }: ValueHits): ClassGuess {
  const byName = nameClass(of.kind, of.name);
  const [found, count] = Object.entries(hits).reduce(([best, most], [each, many]) => (many > most ? [each, many] : [best, most]), ['none', 0]);
  const share = sampled > 0 ? count / sampled : 0;
  const byValue = found as PersonalClass;
  if (byValue !== 'none' && byValue !== 'free-text' && share >= convincing) return { value: byValue, by: 'value' };
  if (byName !== 'none') return { value: byName, by: 'name' };
  if (byValue !== 'none' && share >= worrying) return { value: byValue, by: 'value' };
  return { value: 'none', by: 'nothing' };
}

const email = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}$/;
const phone = /^(\+|00)\d[\d ().\-/]{5,22}\d$|^\(?0\d{1,5}\)?[ \-/][\d \-/]{4,16}\d$|^\(\d{3}\) ?\d{3}[-. ]\d{4}$|^\d{3}[-.]\d{3}[-.]\d{4}$/;
const ipV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const ipV6 = /^(?=.*:.*:)[0-9a-f:]{3,39}$/i;
const socialSecurity = /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/;
const digitsOnly = /^\d(?:[ -]?\d){12,18}$/;
const iban = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}$/;
const webToken = /^eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*$/;
const street =
  /^\d{1,5}[a-z]? .{2,40}\b(street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|square)\b|.{2,40}(straße|strasse|str\.|gasse|weg|platz|allee) \d{1,4}\b|.+(路|街|巷)\d+号/i;
/** Longer ones are never an identifier, and no pattern is asked of them: anybody with a write key chooses what these look at. */
const longestIdentifier = 256;
const longestNumber = 50;
const longestStreet = 120;
const fewestWords = 6;

/** What one value looks like by itself; undefined: like nothing personal. Looks at a few leaves of lists and objects. */
export function valueClass(value: Json): PersonalClass | undefined {
  if (typeof value === 'string') return textClass(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 1e12 ? textClass(String(value)) : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  for (const inner of Object.values(value).slice(0, 10)) {
    const found = typeof inner === 'string' ? textClass(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function textClass(text: string): PersonalClass | undefined {
  if (text.length <= longestIdentifier) {
    const trimmed = text.trim();
    if (email.test(trimmed)) return 'email';
    const number = trimmed.length <= longestNumber ? numberClass(trimmed) : undefined;
    if (number !== undefined) return number;
    if (webToken.test(trimmed)) return 'secret';
    if (trimmed.length <= longestStreet && street.test(trimmed)) return 'address';
  } else if (webToken.test(text)) return 'secret';
  return text.length > 40 && text.split(/\s+/, fewestWords + 1).length > fewestWords ? 'free-text' : undefined;
}

function numberClass(text: string): PersonalClass | undefined {
  if (ipV4.test(text) || ipV6.test(text)) return 'ip-address';
  if (socialSecurity.test(text) || isChineseId(text)) return 'national-id';
  if (digitsOnly.test(text) && isCard(text.replace(/\D/g, ''))) return 'payment-card';
  if (iban.test(text) && isIban(text.replace(/ /g, ''))) return 'bank-account';
  return phone.test(text) ? 'phone' : undefined;
}

/** Issuer prefixes 2–6 (ISO/IEC 7812) and the Luhn check digit. */
function isCard(digits: string): boolean {
  if (!/^[2-6]/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the four first characters moved to the end, letters as numbers, modulo 97. */
function isIban(text: string): boolean {
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97;
  return rest === 1;
}

/** GB 11643: weights 2^(17−i) modulo 11, the last character the check. */
function isChineseId(text: string): boolean {
  if (!/^\d{17}[\dX]$/i.test(text)) return false;
  const sum = [...text.slice(0, 17)].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase();
}

/** The least that still lets somebody recognise what it is. */
export function masked(value: Json, personalClass: PersonalClass): string {
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  const [first = ''] = text;
  if (personalClass === 'email' && text.includes('@')) return `${first}…${text.slice(text.lastIndexOf('@'))}`;
  if (personalClass === 'payment-card' || personalClass === 'bank-account' || personalClass === 'phone') return `…${text.slice(-2)}`;
  if (personalClass === 'name' && typeof value === 'string') return `${first}…`;
  if (personalClass === 'birth-date' && /^\d{4}-/.test(text)) return `${text.slice(0, 4)}-…`;
  return '…';
}
