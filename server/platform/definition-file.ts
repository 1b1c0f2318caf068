import type { Json, Problem } from '@cairn/rules/contracts/facts.js';
import { fromYaml, toYaml } from '@cairn/rules/files/definition-yaml.js';
import { z } from 'zod';

import { UserError } from './errors.js';

export type FileKind = 'segment' | 'condition' | 'rule';
/** Every kind that can be read from a file; journeys have a reader of their own. */
type ReadKind = FileKind | 'journey';

/** A definition as a file of its own, for git: `kind`, `key`, and what its author wrote, in this order. The same definition is always the same text. */
export function definitionFile(kind: FileKind, key: string, definition: object): string {
  return toYaml({ kind, key, ...(definition as { [field: string]: Json }) });
}

/**
 * What a file says; what its condition says is checked as that of any definition.
 * @throws UserError `invalid-file`, with line and column where the text itself is at fault
 */
export function readDefinitionFile<T>(kind: FileKind, key: string, text: string, schema: z.ZodType<T>): T {
  const read = fromYaml(text);
  if ('problems' in read) throw invalidFile(kind, key, read.problems);
  const {
    kind: said,
    key: named,
    ...definition
  } = typeof read.definition === 'object' && read.definition !== null ? (read.definition as { [key: string]: Json }) : {};
  const problems: Problem[] = [];
  if (said !== kind) problems.push({ path: 'kind', code: 'wrong-kind', message: `The file is no ${kind}: write “kind: ${kind}”.` });
  if (named !== key)
    problems.push({ path: 'key', code: 'wrong-key', message: `The file is of another ${kind}: write “key: ${key}”, or save it under its own key.` });
  const parsed = schema.safeParse(definition);
  for (const { path, message } of parsed.error?.issues ?? []) problems.push({ path: path.join('.'), code: 'invalid-file', message });
  if (problems.length > 0 || !parsed.success) throw invalidFile(kind, key, problems);
  return parsed.data;
}

export function invalidFile(kind: ReadKind, key: string, problems: readonly Problem[]): UserError {
  const noun = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return new UserError(422, 'invalid-file', `${noun} ${key} cannot be read from the file: ${problems[0]?.message ?? `it is no ${kind}.`}`, {
    action: `Mend what \`details\` names; GET /api/${kind}s/{key}/yaml shows what such a file looks like.`,
    details: problems.map(({ path, message, code }) => ({ path: path === '' ? 'yaml' : path, message, code })),
    values: { key },
  });
}
