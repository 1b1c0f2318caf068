import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { LineOf } from '@cairn/rules/files/definition-yaml.js';
import { type FileProblem, fromYaml } from '@cairn/rules/files/definition-yaml.js';
import { type JourneyFile, journeyFromYaml } from '@cairn/workflows/files/journey-yaml.js';
import { readDefinitionFile } from '../platform/definition-file.js';
import { AppError } from '../platform/errors.js';
import { segmentDefinitionSchema } from '../segments/segments.schemas.js';

/** A file, and what is wrong with it. */
export interface FaultyFile {
  path: string;
  problems: readonly FileProblem[];
}

/** What the command cannot go on with: told file by file. */
export class FileFaults extends Error {
  readonly files: readonly FaultyFile[];

  constructor(files: readonly FaultyFile[]) {
    super(`${files.length} of the files cannot be read.`);
    this.files = files;
  }
}

export interface ReadJourney extends JourneyFile {
  path: string;
  text: string;
  lineOf: LineOf;
}

export const isTestFile = (path: string): boolean => /\.test\.ya?ml$/.test(path);
const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);

/** Those named, and every one in folders named; by name. Whatever is no YAML file of a folder is left out. */
export async function filesIn(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTDIR') return undefined;
        throw error;
      });
      return names
        ? names
            .filter(isYaml)
            .sort()
            .map((name) => join(path, name))
        : [path];
    }),
  );
  return [...new Set(found.flat())];
}

/** @throws FileFaults */
export async function readJourney(path: string): Promise<ReadJourney> {
  const text = await readFile(path, 'utf8');
  const read = journeyFromYaml(text);
  if ('problems' in read) throw new FileFaults([{ path, problems: read.problems }]);
  return { ...read, path, text };
}

/** What a journey's folder knows of the workspace around it: `segments/` and `conditions/` in it, or beside it. */
export interface Surroundings {
  /** Undefined: there is no such folder, so nothing is known. */
  segments?: { key: string; condition: Condition }[];
  conditions: Map<string, Condition>;
}

/** @throws FileFaults */
export async function surroundingsOf(journeyPath: string): Promise<Surroundings> {
  const folder = dirname(resolve(journeyPath));
  const [segments, conditions] = await Promise.all([definitionsIn('segment', folder), definitionsIn('condition', folder)]);
  return { ...(segments && { segments }), conditions: new Map((conditions ?? []).map(({ key, condition }) => [key, condition])) };
}

async function definitionsIn(kind: 'segment' | 'condition', folder: string): Promise<{ key: string; condition: Condition }[] | undefined> {
  for (const place of [join(folder, `${kind}s`), join(dirname(folder), `${kind}s`)]) {
    const paths = await filesIn([place]).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (paths) return await Promise.all(paths.map(async (path) => await readDefinition(kind, path)));
  }
  return undefined;
}

async function readDefinition(kind: 'segment' | 'condition', path: string): Promise<{ key: string; condition: Condition }> {
  const text = await readFile(path, 'utf8');
  const read = fromYaml(text);
  if ('problems' in read) throw new FileFaults([{ path, problems: read.problems }]);
  const key = typeof read.definition === 'object' && read.definition !== null && !Array.isArray(read.definition) ? read.definition.key : undefined;
  try {
    const { condition } = readDefinitionFile(kind, typeof key === 'string' ? key : '', text, segmentDefinitionSchema);
    return { key: String(key), condition };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new FileFaults([{ path, problems: (error.details ?? []).map((detail) => ({ code: error.code, ...detail })) }]);
  }
}
