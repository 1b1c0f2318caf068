import { type Document, isNode, isScalar, parseDocument, type Scalar, stringify, visit } from 'yaml';

import type { Json, Problem } from '../contracts/facts.js';

/**
 * Definitions as YAML files, for git. Canonical: the same definition is the same text, whatever the order of its keys, and reading what was written gives
 * it back. Browser-safe.
 */

/** Longest file, in characters. */
export const longestFile = 500_000;

/** What people read first comes first; other keys follow by name. */
const firstKeys = [
  ...['kind', 'key', 'name', 'description', 'condition', 'all', 'any', 'not', 'fact', 'params', 'path', 'operator', 'value'],
  ...['measure', 'property', 'match', 'segment', 'share', 'as', 'part', 'salt', 'channel', 'topic', 'steps', 'where', 'within', 'for', 'ago', 'absent', 'by'],
  ...['amount', 'unit', 'calendar', 'count', 'from', 'to', 'latitude', 'longitude', 'km'],
];
const places = new Map(firstKeys.map((key, place) => [key, place]));

export function toYaml(definition: Json): string {
  return writeYaml(ordered(definition));
}

/** As it is given: keys stay in their order. */
export function writeYaml(value: Json): string {
  return stringify(value, { schema: 'core', lineWidth: 0, aliasDuplicateObjects: false });
}

/** The same value with its keys in the order in which {@link toYaml} writes them, at every depth. */
export function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const placeOf = (key: string) => places.get(key) ?? firstKeys.length;
  const entries = Object.entries(value).sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  // Own properties, `__proto__` included.
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

/** What is wrong with a file, and in which line, from 1; without one it is the file as a whole. */
export interface FileProblem extends Problem {
  line?: number;
}

/** Where a path stands; of what is missing, where it should. */
export type LineOf = (path: readonly (string | number)[]) => number | undefined;

/**
 * Reads one YAML document as plain JSON. Faults come with line and column in `path`, `line 3, column 5`. Aliases, tags and keys that are no text are
 * refused: they say nothing that JSON cannot, and hide much.
 */
export function fromYaml(text: string): { definition: Json } | { problems: FileProblem[] } {
  const read = readYaml(text);
  return 'problems' in read ? read : { definition: read.definition };
}

/** As {@link fromYaml}, for whoever finds faults in what was read, and is to say where. */
export function readYaml(text: string): { definition: Json; lineOf: LineOf } | { problems: FileProblem[] } {
  if (text.length > longestFile)
    return { problems: [fault(undefined, 'too-large', `The file has ${text.length} characters; at most ${longestFile} are allowed.`)] };
  const lines: number[] = [];
  const document = parseDocument(text, { schema: 'core', version: '1.2', uniqueKeys: true, prettyErrors: true, strict: true });
  const problems = [...document.errors, ...document.warnings].map(({ code, message, linePos }) =>
    fault(linePos?.[0], `yaml-${code.toLowerCase().replaceAll('_', '-')}`, firstLine(message)),
  );
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.push(at);
  const placeOf = (offset: number | undefined) => (offset === undefined ? undefined : positionOf(offset, lines));
  if (problems.length === 0) {
    visit(document, {
      Alias: (_, node) => void problems.push(fault(placeOf(node.range?.[0]), 'yaml-alias', 'An alias (*name) is not allowed. Write out what it stands for.')),
      Pair: (_, { key }) => {
        if (isScalar(key) && typeof key.value === 'string') return;
        problems.push(fault(placeOf((key as Scalar | null)?.range?.[0]), 'yaml-key', 'A key must be a text. Put it in quotes.'));
      },
      Scalar: (_, node) => {
        if (typeof node.value === 'number' && !Number.isFinite(node.value))
          problems.push(fault(placeOf(node.range?.[0]), 'yaml-number', 'Infinity and NaN are no values.'));
      },
    });
  }
  if (problems.length > 0) return { problems };
  return { definition: document.toJS({ maxAliasCount: 0 }) as Json, lineOf: (path) => placeOf(offsetOf(document, path))?.line };
}

/** Of the value, else of what it should be in. */
function offsetOf(document: Document, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

interface Position {
  line: number;
  col: number;
}

function positionOf(offset: number, lines: readonly number[]): Position {
  const before = lines.filter((end) => end < offset);
  return { line: before.length + 1, col: offset - (before.at(-1) ?? -1) };
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

function fault(at: Position | undefined, code: string, message: string): FileProblem {
  return at === undefined ? { path: '', code, message } : { path: `line ${at.line}, column ${at.col}`, line: at.line, code, message };
}
