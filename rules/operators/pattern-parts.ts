/** Most parts of a pattern once its repetitions are written out: making it ready takes time, and room, for each. */
export const patternParts = 1_000;
/** Most classes of Unicode (`\pL`): each is made of tables, dear with capitals left aside. */
export const patternClasses = 20;

export function unicodeClassesOf(pattern: string): number {
  return pattern.match(/\\[pP]/g)?.length ?? 0;
}

/**
 * How many parts a pattern has once its repetitions are written out, before anything is made of it: `((a{30}){30})` is ten characters, and nine hundred
 * parts. Reckoned from the text alone; what is no pattern at all gets some number or other.
 */
export function partsOf(pattern: string): number {
  /** Of each group that is open, what stands before it. */
  const before: number[] = [];
  let size = 0;
  /** What a repetition would repeat. */
  let last = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const repeated = pattern[at] === '{' ? repetition(pattern, at) : undefined;
    if (repeated) {
      last *= repeated.times;
      at = repeated.end;
    } else if (pattern[at] === '(') {
      before.push(size + last);
      [size, last] = [0, 0];
    } else if (pattern[at] === ')') {
      last += size + 1;
      size = before.pop() ?? 0;
    } else {
      size += last;
      last = 1;
      at = endOfPart(pattern, at);
    }
  }
  return before.reduce((sum, one) => sum + one, size + last);
}

function repetition(pattern: string, at: number): { times: number; end: number } | undefined {
  const found = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(pattern.slice(at, at + 24));
  if (!found) return undefined;
  const [text, least, open, most] = found;
  const times = most ? Math.max(Number(least), Number(most)) : Number(least) + (open ? 1 : 0);
  return { times: Math.max(1, times), end: at + text.length - 1 };
}

/** Where a class or an escape ends; of anything else, where it stands. */
function endOfPart(pattern: string, at: number): number {
  if (pattern[at] === '\\') {
    const named = /^\\(?:[pPx]\{[^}]*\}|[pP][^{])/.exec(pattern.slice(at, at + 64));
    return at + (named ? named[0].length : 2) - 1;
  }
  if (pattern[at] !== '[') return at;
  let end = at + 1;
  if (pattern[end] === '^') end += 1;
  // A bracket that comes first is one of the class.
  if (pattern[end] === ']') end += 1;
  for (; end < pattern.length && pattern[end] !== ']'; end += 1) {
    const named = pattern.startsWith('[:', end) ? pattern.indexOf(':]', end + 2) : -1;
    if (named > 0) end = named + 1;
    else if (pattern[end] === '\\') end += 1;
  }
  return end;
}
