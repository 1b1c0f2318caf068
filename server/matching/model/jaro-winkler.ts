const prefixScale = 0.1;
const longestPrefix = 4;
/** Winkler: the prefix counts only where the rest is similar already. */
const boostFrom = 0.7;

let taken = new Uint8Array(64);
let matched = new Uint8Array(64);

/**
 * Jaro–Winkler similarity of two texts, 0 (nothing in common) to 1 (equal), by UTF-16 units. Winkler, "String Comparator Metrics and Enhanced
 * Decision Rules in the Fellegi-Sunter Model of Record Linkage", 1990; prefix scale 0.1, at most four characters, boost above 0.7.
 */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroSimilarity(a, b);
  if (jaro <= boostFrom) return jaro;
  let prefix = 0;
  const most = Math.min(longestPrefix, a.length, b.length);
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return jaro + prefix * prefixScale * (1 - jaro);
}

function jaroSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const common = matchWithin(a, b);
  if (common === 0) return 0;
  return (common / a.length + common / b.length + (common - transpositions(a, b)) / common) / 3;
}

/** Marks, on both sides, the characters that have an equal one near their place on the other; answers how many. */
function matchWithin(a: string, b: string): number {
  if (a.length > matched.length) matched = new Uint8Array(a.length * 2);
  if (b.length > taken.length) taken = new Uint8Array(b.length * 2);
  matched.fill(0, 0, a.length);
  taken.fill(0, 0, b.length);
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  let common = 0;
  for (let i = 0; i < a.length; i += 1) {
    const code = a.charCodeAt(i);
    const end = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j += 1) {
      if (taken[j] === 1 || b.charCodeAt(j) !== code) continue;
      taken[j] = 1;
      matched[i] = 1;
      common += 1;
      break;
    }
  }
  return common;
}

/** Half the number of matched characters that stand in another order. */
function transpositions(a: string, b: string): number {
  let out = 0;
  let j = 0;
  for (let i = 0; i < a.length; i += 1) {
    if (matched[i] === 0) continue;
    while (taken[j] === 0) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) out += 1;
    j += 1;
  }
  return out >> 1;
}
