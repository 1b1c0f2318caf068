/** What a line of a pasted or uploaded list is, where it does not say so itself. */
export const lineTypes = ['email', 'userId', 'phone', 'anonymousId', 'asWritten'] as const;
export type LineType = (typeof lineTypes)[number];

const headers = new Set(['email', 'e-mail', 'userid', 'user_id', 'user id', 'phone', 'anonymousid', 'anonymous_id', 'identity', 'id']);

/**
 * The identities of a text, one a line, each once, in their order. Of a table (comma, semicolon or tab) the first column counts; a first line that only
 * names it is left out. `asWritten`: lines are `type:value` already.
 */
export function identitiesIn(text: string, type: LineType): string[] {
  const cells = text
    .replace(/^\u{feff}/u, '')
    .split(/\r\n|\r|\n/)
    .map(firstCell)
    .filter((cell) => cell !== '');
  const values = headers.has((cells[0] ?? '').toLowerCase()) ? cells.slice(1) : cells;
  return [...new Set(values.map((value) => (type === 'asWritten' ? value : `${type}:${value}`)))];
}

function firstCell(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1];
  return (quoted === undefined ? (line.split(/[,;\t]/, 1)[0] ?? '') : quoted.replaceAll('""', '"')).trim();
}
