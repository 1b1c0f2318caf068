import { readFile } from 'node:fs/promises';

import { simulatedWorkspace } from '../simulator/simulated-workspace.js';
import type { CommandOutput } from './command-output.js';
import { type CaseResult, runCase } from './run-tests.js';
import { besides, simulatedFolder } from './simulated-folder.js';
import { readTestFile } from './test-file.js';
import { FileFaults, filesIn, isTestFile } from './workspace-folder.js';

/** `test`: runs test files; of a journey's file, or a folder, those beside or in it. Needs no server. */
export async function test(paths: readonly string[]): Promise<CommandOutput> {
  const asked = (await filesIn(paths)).map((path) => (isTestFile(path) ? path : path.replace(/(\.ya?ml)$/, '.test$1')));
  const inFolders = new Set((await filesIn(paths)).filter(isTestFile));
  // Of a folder only what is there; a journey that was named must have its tests.
  const files = [...new Set(asked)].filter((path) => inFolders.has(path) || paths.some((named) => named.replace(/(\.ya?ml)$/, '.test$1') === path));
  const results: { path: string; cases: CaseResult[] }[] = [];
  for (const path of files) results.push({ path, cases: await runTestFile(path) });
  const cases = results.flatMap(({ path, cases: of }) => of.map((one) => ({ path, ...one })));
  const failed = cases.filter(({ failures }) => failures.length > 0);
  const lines = cases.flatMap(({ path, name, failures }) => [
    `${failures.length === 0 ? '✓' : '✗'} ${path} › ${name}`,
    ...failures.flatMap(({ what, expected, actual }) => [`    ${what}`, `      expected: ${expected}`, `      actual:   ${actual}`]),
  ]);
  const summary = cases.length === 0 ? 'No tests found.' : `${cases.length - failed.length} of ${cases.length} passed.`;
  return { code: failed.length > 0 || cases.length === 0 ? 1 : 0, lines: [...lines, summary], json: { files: results } };
}

/** @throws FileFaults */
export async function runTestFile(path: string): Promise<CaseResult[]> {
  const read = readTestFile(await readFile(path, 'utf8'));
  if ('problems' in read) throw new FileFaults([{ path, problems: read.problems }]);
  const { journey, workspace: settings, with: others, cases } = read;
  const tags = cases.flatMap(({ person, events }) => [...person.tags, ...events.flatMap((line) => ('tag' in line ? [line.tag] : []))]);
  const description = await simulatedFolder([besides(path, journey), ...others.map((key) => besides(path, key))], settings, tags);
  const workspace = simulatedWorkspace(description);
  return cases.map((one) => runCase(workspace, journey, one));
}
