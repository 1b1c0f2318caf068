import type { Json } from '@cairn/rules/contracts/facts.js';
import { type FileProblem, type LineOf, ordered, readYaml, writeYaml } from '@cairn/rules/files/definition-yaml.js';

import type { JourneyDefinition, JourneyLayout } from '../contracts/journey.js';
import { journeyDefinitionSchema, journeyKeySchema, journeyLayoutSchema } from '../contracts/journey.schema.js';
import { shapeProblems } from '../contracts/validate-journey.js';

/**
 * A journey as a file, for git: its key, the definition, and last, apart from it, where steps stand when they were arranged by hand. Canonical: the
 * same journey is the same text, letter for letter, whatever the order of its keys. Browser-safe.
 */
export interface JourneyFile {
  key: string;
  definition: JourneyDefinition;
  /** Empty where the file has none: automatic layout. */
  layout: JourneyLayout;
}

/** @throws a ZodError for what has no definition's shape: nothing that is stored. */
export function journeyToYaml(key: string, definition: JourneyDefinition, layout: JourneyLayout = { positions: {} }): string {
  // The schema's order of fields is the file's; conditions have the order of every other file.
  const fields = inFileOrder(journeyDefinitionSchema.parse(definition) as unknown as Json) as { [field: string]: Json };
  const positions = Object.entries(layout.positions).sort(([a], [b]) => (a < b ? -1 : 1));
  const places = Object.fromEntries(positions.map(([id, { x, y }]) => [id, { x, y }]));
  return writeYaml({ journey: key, ...fields, ...(positions.length > 0 && { layout: { positions: places } }) });
}

function inFileOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inFileOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'condition' || key === 'where' ? ordered(inner) : inFileOrder(inner)]));
}

/** What a file says; that it may be published is for `validateJourney` to find. Faults name their line, and their path where the text itself is sound. */
export function journeyFromYaml(text: string): (JourneyFile & { lineOf: LineOf }) | { problems: FileProblem[] } {
  const read = readYaml(text);
  if ('problems' in read) return read;
  const { lineOf } = read;
  const fault = (path: string, code: string, message: string): FileProblem => ({ path, code, message, line: lineOf(path.split('.')) ?? 1 });
  if (typeof read.definition !== 'object' || read.definition === null || Array.isArray(read.definition))
    return { problems: [fault('', 'no-journey', 'The file holds no journey. Begin it with “journey: KEY”.')] };
  const { journey, layout, ...fields } = read.definition;
  const definition = { schemaVersion: 1, ...fields };
  const key = journeyKeySchema.safeParse(journey);
  const places = journeyLayoutSchema.safeParse(layout ?? { positions: {} });
  const problems = [
    ...(key.error?.issues ?? []).map(() => fault('journey', 'no-key', 'The file names no journey: “journey: KEY”, lower-case letters, digits and hyphens.')),
    ...shapeProblems(definition).map(({ path, code, message }) => fault(path, code, message)),
    ...(places.error?.issues ?? []).map(({ path, message }) => {
      const at = ['layout', ...path].map(String).join('.');
      return fault(at, 'invalid-shape', `${at} is not valid: ${message}.`);
    }),
  ];
  if (problems.length > 0 || !key.success || !places.success) return { problems };
  return { key: key.data, definition: journeyDefinitionSchema.parse(definition), layout: places.data, lineOf };
}
