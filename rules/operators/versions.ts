import type { Found, Operator } from './operator.js';

interface Version {
  numbers: number[];
  /** After the dash; empty: a release. */
  preRelease: string[];
}

const shape = /^v?(\d{1,15}(?:\.\d{1,15}){0,5})(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?$/;

/** `1`, `1.20`, `v1.2.3-beta.2+build`: one to six numbers, as SemVer 2.0 else. Undefined for anything else. */
export function readVersion(found: Found): Version | undefined {
  if (typeof found !== 'string' || found.length > 320) return undefined;
  const parts = shape.exec(found);
  if (parts === null) return undefined;
  return { numbers: (parts[1] ?? '').split('.').map(Number), preRelease: parts[2]?.split('.') ?? [] };
}

/** By SemVer 2.0 §11: number by number (a missing one is 0), a pre-release before its release; what follows a plus does not matter. */
export function compareVersions(a: Version, b: Version): number {
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.preRelease.length === 0 || b.preRelease.length === 0) return b.preRelease.length - a.preRelease.length;
  for (let at = 0; at < Math.max(a.preRelease.length, b.preRelease.length); at += 1) {
    const [left, right] = [a.preRelease[at], b.preRelease[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const order = comparePreRelease(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePreRelease(left: string, right: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (isNumber && isOtherNumber) return Number(left) - Number(right);
  if (isNumber || isOtherNumber) return isNumber ? -1 : 1;
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Two versions; text that is none, other types and absent: false. */
function version(holds: (order: number) => boolean): Operator {
  return {
    takes: 'version',
    check: (found, value) => {
      const [left, right] = [readVersion(found), readVersion(value as Found)];
      return left !== undefined && right !== undefined && holds(compareVersions(left, right));
    },
    compile: (value) => {
      const right = readVersion(value as Found);
      if (right === undefined) return () => false;
      return (found) => {
        const left = readVersion(found);
        return left !== undefined && holds(compareVersions(left, right));
      };
    },
  };
}

/** "1.2" is "1.2.0". */
export const versionEqual = version((order) => order === 0);
export const versionLessThan = version((order) => order < 0);
export const versionLessThanInclusive = version((order) => order <= 0);
export const versionGreaterThan = version((order) => order > 0);
export const versionGreaterThanInclusive = version((order) => order >= 0);
