import type { ClauseValue } from '../contracts/condition.js';
import type { Found, Operator } from './operator.js';

/** 16 bytes; IPv4 as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2). */
type Address = number[];

export interface IpRange {
  address: Address;
  /** How many leading bits must agree, of 128. */
  bits: number;
}

const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** An IPv4 or IPv6 address; undefined for anything else. No port, no zone index, no leading zeros in IPv4. */
export function readAddress(text: unknown): Address | undefined {
  if (typeof text !== 'string' || text.length > 45) return undefined;
  return text.includes(':') ? readV6(text) : readV4(text);
}

function readV4(text: string): Address | undefined {
  const bytes = v4Bytes(text);
  return bytes && [...mapped, ...bytes];
}

function v4Bytes(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

function readV6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groupBytes(half));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (tail === undefined) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - tail.length;
  return missing >= 2 ? [...head, ...Array<number>(missing).fill(0), ...tail] : undefined;
}

/** Groups of four hex digits; the last two may be written as IPv4. */
function groupBytes(half: string): number[] | undefined {
  if (half === '') return [];
  const groups = half.split(':');
  const bytes: number[] = [];
  for (const [at, group] of groups.entries()) {
    const v4 = at === groups.length - 1 && group.includes('.') ? v4Bytes(group) : undefined;
    if (v4) bytes.push(...v4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. Undefined for anything else. */
export function readRange(text: unknown): IpRange | undefined {
  if (typeof text !== 'string') return undefined;
  const [address, length, ...rest] = text.split('/');
  const bytes = readAddress(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  const isV4 = !address?.includes(':');
  if (length === undefined) return { address: bytes, bits: 128 };
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > (isV4 ? 32 : 128)) return undefined;
  return { address: bytes, bits: Number(length) + (isV4 ? 96 : 0) };
}

function isInside(address: Address, range: IpRange): boolean {
  const whole = range.bits >> 3;
  for (let at = 0; at < whole; at += 1) if (address[at] !== range.address[at]) return false;
  const rest = range.bits & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return ((address[whole] ?? 0) & mask) === ((range.address[whole] ?? 0) & mask);
}

/** An address in one of these ranges (CIDR) or equal to one of these addresses. IPv4 written as IPv6 (`::ffff:…`) is IPv4. No address: false. */
export const inIpRange: Operator = { takes: 'ranges', check: (found, value) => compileRanges(value)(found), compile: (value) => compileRanges(value) };

/** The opposite of `inIpRange`: true when absent, and of what is no address. */
export const notInIpRange: Operator = {
  takes: 'ranges',
  check: (found, value) => !compileRanges(value)(found),
  compile: (value) => {
    const test = compileRanges(value);
    return (found) => !test(found);
  },
};

function compileRanges(value: ClauseValue | undefined): (found: Found) => boolean {
  const ranges = Array.isArray(value) ? value.flatMap((one) => readRange(one) ?? []) : [];
  return (found) => {
    const address = readAddress(found);
    return address !== undefined && ranges.some((range) => isInside(address, range));
  };
}
