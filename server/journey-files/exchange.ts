import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { diffJourneys, isSameJourney } from '@cairn/workflows/files/diff-journeys.js';
import { type JourneyFile, journeyFromYaml } from '@cairn/workflows/files/journey-yaml.js';

import { type CommandOutput, UsageError } from './command-output.js';
import { diffLines } from './diff.js';
import { filesIn, isTestFile, readJourney } from './workspace-folder.js';

/** A running server, as somebody with an API key. */
export interface RemoteServer {
  url: string;
  apiKey: string;
}

/** What a server refused, in its own words. */
export class RemoteRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** `export`: journeys of the server as files; without keys all of them. */
export async function exportJourneys(server: RemoteServer, keys: readonly string[], folder: string): Promise<CommandOutput> {
  const wanted = keys.length > 0 ? keys : await allKeys(server);
  await mkdir(folder, { recursive: true });
  const files: { journey: string; path: string; changed: boolean }[] = [];
  for (const journey of wanted) {
    const { yaml } = await ask<{ yaml: string }>(server, 'GET', yamlPath(journey));
    const path = join(folder, `${journey}.yaml`);
    const before = await readFile(path, 'utf8').catch(() => undefined);
    if (before !== yaml) await writeFile(path, yaml);
    files.push({ journey, path, changed: before !== yaml });
  }
  return { code: 0, lines: files.map(({ path, changed }) => `${changed ? 'wrote' : 'same '} ${path}`), json: { files } };
}

/** `import`: files as drafts of the server, published only if asked for. A journey that is the same already is left alone. */
export async function importJourneys(server: RemoteServer, paths: readonly string[], { publish = false } = {}): Promise<CommandOutput> {
  const files = await Promise.all((await filesIn(paths)).filter((path) => !isTestFile(path)).map(readJourney));
  const done: { journey: string; path: string; changed: boolean; published: boolean }[] = [];
  const lines: string[] = [];
  for (const { key, path, text, definition } of files) {
    const before = await remoteJourney(server, key);
    const difference = before && diffJourneys(before.definition, definition);
    const changed = before?.text !== text;
    if (changed) await ask(server, 'PUT', yamlPath(key), { yaml: text });
    if (publish) await ask(server, 'POST', `/api/journeys/${encodeURIComponent(key)}/publish`);
    done.push({ journey: key, path, changed, published: publish });
    lines.push(`${changed ? (before ? 'changed' : 'made   ') : 'same   '} ${key}${publish ? ', published' : ''}`);
    if (difference && !isSameJourney(difference)) lines.push(...diffLines(difference).map((line) => `  ${line}`));
  }
  return { code: 0, lines, json: { files: done } };
}

/** Undefined: there is no such journey. */
export async function remoteJourney(server: RemoteServer, key: string): Promise<(JourneyFile & { text: string }) | undefined> {
  try {
    const { yaml } = await ask<{ yaml: string }>(server, 'GET', yamlPath(key));
    const read = journeyFromYaml(yaml);
    if ('problems' in read) throw new Error(`The server's file of journey ${key} cannot be read: ${read.problems[0]?.message}`);
    return { ...read, text: yaml };
  } catch (error) {
    if (error instanceof RemoteRefusal && error.status === 404) return undefined;
    throw error;
  }
}

async function allKeys(server: RemoteServer): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | null | undefined = ''; typeof cursor === 'string'; ) {
    const page: { items: { key: string }[]; nextCursor: string | null } = await ask(
      server,
      'GET',
      `/api/journeys?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    keys.push(...page.items.map(({ key }) => key));
    cursor = page.nextCursor;
  }
  return keys;
}

function yamlPath(key: string): string {
  return `/api/journeys/${encodeURIComponent(key)}/yaml`;
}

async function ask<T>({ url, apiKey }: RemoteServer, method: string, path: string, body?: unknown): Promise<T> {
  const asked = {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const answer = await fetch(new URL(path, url), asked).catch((error: unknown) => {
    throw new UsageError(`There is no server at ${url}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const text = await answer.text();
  if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  throw new RemoteRefusal(answer.status, refusalText(answer.status, text));
}

/** The server's own words, with each detail on a line of its own. */
function refusalText(status: number, text: string): string {
  try {
    const { message, action, details = [] } = JSON.parse(text) as { message?: string; action?: string; details?: { path: string; message: string }[] };
    return [`${message ?? text} ${action ?? ''}`.trim(), ...details.map((detail) => `  ${detail.path}: ${detail.message}`)].join('\n');
  } catch {
    return `The server answered ${status}: ${text.slice(0, 200)}`;
  }
}
