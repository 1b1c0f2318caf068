import type { Json, Problem } from '@cairn/rules/contracts/facts.js';
import { fromYaml, toYaml } from '@cairn/rules/files/definition-yaml.js';

import type { SegmentDefinition } from '../platform/collections.js';
import { segmentDefinitionSchema } from './segments.schemas.js';

/** A segment as a file of its own, for git: `kind`, `key`, and what its author wrote. The same segment is always the same text. */
export function segmentFile(key: string, { name, description, condition }: SegmentDefinition): string {
  return toYaml({ kind: 'segment', key, name, ...(description !== undefined && { description }), condition: condition as unknown as Json });
}

/** What a file says; what its condition says is checked as that of any segment. */
export function readSegmentFile(key: string, text: string): { definition: SegmentDefinition } | { problems: Problem[] } {
  const read = fromYaml(text);
  if ('problems' in read) return read;
  const {
    kind,
    key: named,
    ...definition
  } = typeof read.definition === 'object' && read.definition !== null ? (read.definition as { [key: string]: Json }) : {};
  const problems: Problem[] = [];
  if (kind !== 'segment') problems.push({ path: 'kind', code: 'wrong-kind', message: 'The file is no segment: write “kind: segment”.' });
  if (named !== key)
    problems.push({ path: 'key', code: 'wrong-key', message: `The file is of another segment: write “key: ${key}”, or save it under its own key.` });
  const parsed = segmentDefinitionSchema.safeParse(definition);
  for (const { path, message } of parsed.error?.issues ?? []) problems.push({ path: path.join('.'), code: 'invalid-file', message });
  return problems.length > 0 || !parsed.success ? { problems } : { definition: parsed.data };
}
