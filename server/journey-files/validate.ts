import { readFile, writeFile } from 'node:fs/promises';

import type { FileProblem } from '@cairn/rules/files/definition-yaml.js';
import { type KnownNames, validateJourney } from '@cairn/workflows/contracts/validate-journey.js';
import { journeyFromYaml, journeyToYaml } from '@cairn/workflows/files/journey-yaml.js';

import { type CommandOutput, problemLine } from './command-output.js';
import { readTestFile } from './test-file.js';
import { filesIn, isTestFile, type ReadJourney, type Surroundings, surroundingsOf } from './workspace-folder.js';

export interface FoundProblem extends FileProblem {
  severity: 'error' | 'warning';
}

/** `validate`: what publishing would refuse, and what is not written canonically; with `fix` the latter is mended. */
export async function validate(paths: readonly string[], { fix = false }: { fix?: boolean } = {}): Promise<CommandOutput> {
  const files = await filesIn(paths);
  const found = await Promise.all(files.map(async (path) => ({ path, problems: await problemsOf(path, fix) })));
  const faulty = found.filter(({ problems }) => problems.length > 0);
  const hasErrors = faulty.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  const lines = faulty.flatMap(({ path, problems }) => problems.map((problem) => problemLine(path, problem, problem.severity)));
  const summary = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${faulty.length === 0 ? 'nothing wrong' : `${faulty.length} with something to mend`}.`;
  return { code: hasErrors ? 1 : 0, lines: [...lines, summary], json: { files: found } };
}

async function problemsOf(path: string, fix: boolean): Promise<FoundProblem[]> {
  const text = await readFile(path, 'utf8');
  if (isTestFile(path)) {
    const read = readTestFile(text);
    return 'problems' in read ? read.problems.map((problem) => ({ ...problem, severity: 'error' })) : [];
  }
  const read = journeyFromYaml(text);
  if ('problems' in read) return read.problems.map((problem) => ({ ...problem, severity: 'error' }));
  const problems = definitionProblems({ ...read, path, text }, await surroundingsOf(path));
  const canonical = journeyToYaml(read.key, read.definition, read.layout);
  if (canonical === text) return problems;
  if (fix) await writeFile(path, canonical);
  return fix
    ? problems
    : [...problems, { path: '', code: 'not-canonical', message: 'Not written as Cairn writes it. --fix rewrites it; comments are lost.', severity: 'warning' }];
}

/** What publishing would refuse, with lines. Names that the folder cannot know are not looked up. */
export function definitionProblems({ definition, lineOf }: ReadJourney, { segments, conditions }: Surroundings): FoundProblem[] {
  const known: KnownNames = { conditions, ...(segments && { segments: new Set(segments.map(({ key }) => key)) }) };
  return validateJourney(definition, known).map(({ path, code, message, severity }) => {
    const line = lineOf(path.split('.'));
    return { path, code, message, severity, ...(line !== undefined && { line }) };
  });
}
