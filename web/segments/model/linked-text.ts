/** A piece of a sentence; with `row` it leads to that row of the builder. */
export interface TextPart {
  text: string;
  row?: number[];
}

/** Private-use characters: they stand for nothing, so nobody's words hold them, and a language may put a clause wherever it likes. */
const [begin, middle, end] = ['\uE000', '\uE001', '\uE002'] as const;
const marks = /[\uE000-\uE002]/g;

/** Wraps a clause's words so that {@link partsOf} finds them again in the finished sentence. */
export function marked(row: readonly number[], text: string): string {
  return `${begin}${row.join('.')}${middle}${text.replace(marks, '')}${end}`;
}

export function partsOf(sentence: string): TextPart[] {
  const parts: TextPart[] = [];
  const pattern = /\uE000([\d.]*)\uE001([^\uE002]*)\uE002/g;
  let from = 0;
  for (const found of sentence.matchAll(pattern)) {
    if (found.index > from) parts.push({ text: sentence.slice(from, found.index) });
    parts.push({ text: found[2] ?? '', row: (found[1] ?? '').split('.').map(Number) });
    from = found.index + found[0].length;
  }
  if (from < sentence.length) parts.push({ text: sentence.slice(from) });
  return parts;
}
