import type { FileProblem } from '@cairn/rules/files/definition-yaml.js';

/** What a command came to. 0: well; 1: it found something (a problem, a difference, a failed test); 2: it could not do what it was asked. */
export interface CommandOutput {
  code: 0 | 1 | 2;
  lines: string[];
  /** The same for programs, with `--json`. */
  json: unknown;
}

/** As compilers say it, so that editors find the place. */
export function problemLine(path: string, { line, code, message }: FileProblem, severity = 'error'): string {
  return `${path}${line === undefined ? '' : `:${line}`}: ${severity}: ${message} [${code}]`;
}

/** What is wrong with how the command was called. */
export class UsageError extends Error {}
