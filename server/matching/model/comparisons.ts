import { editDistance } from './edit-distance.js';
import { jaroWinkler } from './jaro-winkler.js';
import type { FieldKind } from './settings.js';

/** A level of agreement. A pair reaches the first that fits, from equal down to different; a value that is missing is no level at all. */
export interface Level {
  key: string;
  /** Usual share of true matches that reach it: where estimation starts, and what it keeps to while there is little data. */
  usualM: number;
  /** Tells against a match; see `mostUnlike`. */
  unlike: boolean;
}

export interface Comparison {
  /** From most to least alike; the first is `equal`, the last `different`. */
  levels: readonly Level[];
  /**
   * However a data set looks, no more true matches than this reach a level that is unlike. Without such a bound estimation can settle on the wrong people: where many
   * strangers share a name, on namesakes, whose birthdays then "need not agree" (Winkler 1989 bounds estimates so).
   */
  mostUnlike: number;
  /** Index into `levels` for two values that are not equal. */
  compare(a: string, b: string): number;
}

const dayMs = 86_400_000;
const month = 30.4375;

/** What Splink's library compares by, kind for kind; thresholds of names as in its `NameComparison`. */
export const comparisons: { readonly [Kind in FieldKind]: Comparison } = {
  exact: { levels: levels({ equal: 0.95 }, { different: 0.05 }), mostUnlike: 0.3, compare: () => 1 },
  name: {
    levels: levels({ equal: 0.82, similar92: 0.06, similar88: 0.03 }, { similar70: 0.04, different: 0.05 }),
    mostUnlike: 0.35,
    compare: (a, b) => {
      const similarity = jaroWinkler(a, b);
      if (similarity >= 0.92) return 1;
      if (similarity >= 0.88) return 2;
      return similarity >= 0.7 ? 3 : 4;
    },
  },
  text: {
    levels: levels({ equal: 0.72, edits1: 0.07, edits2: 0.03, similar88: 0.03 }, { different: 0.15 }),
    mostUnlike: 0.5,
    compare: (a, b) => {
      const edits = editDistance(a, b, 2);
      if (edits <= 2) return edits;
      return jaroWinkler(a, b) >= 0.88 ? 3 : 4;
    },
  },
  date: {
    levels: levels({ equal: 0.87, edits1: 0.06, month1: 0.02 }, { year1: 0.015, years10: 0.015, different: 0.02 }),
    mostUnlike: 0.15,
    compare: (a, b) => {
      if (editDistance(a, b, 1) === 1) return 1;
      const days = Math.abs(Date.parse(a) - Date.parse(b)) / dayMs;
      if (days <= month) return 2;
      if (days <= 12 * month) return 3;
      return days <= 120 * month ? 4 : 5;
    },
  },
  postcode: {
    levels: levels({ equal: 0.74, edits1: 0.06, area: 0.05 }, { different: 0.15 }),
    mostUnlike: 0.5,
    compare: (a, b) => {
      if (editDistance(a, b, 1) === 1) return 1;
      return area(a) === area(b) ? 2 : 3;
    },
  },
  email: {
    levels: levels({ equal: 0.35, typo: 0.1, mailbox: 0.15 }, { different: 0.4 }),
    mostUnlike: 0.85,
    compare: (a, b) => {
      if (editDistance(a, b, 1) === 1 && digits(a) === digits(b)) return 1;
      return mailbox(a) === mailbox(b) ? 2 : 3;
    },
  },
  phone: {
    levels: levels({ equal: 0.5, national: 0.06, edits1: 0.06 }, { different: 0.38 }),
    mostUnlike: 0.85,
    compare: (a, b) => {
      if (a.length >= nationalDigits && b.length >= nationalDigits && a.slice(-nationalDigits) === b.slice(-nationalDigits)) return 1;
      return editDistance(a, b, 1) === 1 ? 2 : 3;
    },
  },
};

/** Enough of a number's end to be the same one, with or without country and area prefix. */
const nationalDigits = 8;

/** The first half: district, sorting centre or outward code, as the country has it. */
function area(postcode: string): string {
  return postcode.slice(0, Math.ceil(postcode.length / 2));
}

function mailbox(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? email : email.slice(0, at);
}

/** Namesakes have addresses that differ by a number; that is no typing error. */
function digits(email: string): string {
  return email.replace(/\D/g, '');
}

function levels(like: { [key: string]: number }, unlike: { [key: string]: number }): Level[] {
  const made = (from: { [key: string]: number }, isUnlike: boolean) => Object.entries(from).map(([key, usualM]) => ({ key, usualM, unlike: isUnlike }));
  return [...made(like, false), ...made(unlike, true)];
}
