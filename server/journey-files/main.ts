import { parseArgs } from 'node:util';

import { parseInstant } from '../events/instants.js';
import { type CommandOutput, problemLine, UsageError } from './command-output.js';
import { diff } from './diff.js';
import { exportJourneys, importJourneys, RemoteRefusal, type RemoteServer, remoteJourney } from './exchange.js';
import { readSettings } from './settings-flags.js';
import { type JourneyPaths, simulateRecorded, simulateStory } from './simulate.js';
import { test } from './test.js';
import { validate } from './validate.js';
import { FileFaults, readJourney } from './workspace-folder.js';

const usage = `npm run journeys -- COMMAND [FILES AND FOLDERS, default: journeys]
  validate [--fix]                          what publishing would refuse; --fix writes files canonically
  test                                      runs NAME.test.yaml beside NAME.yaml
  diff BEFORE AFTER                         what is different by meaning
  diff FILE --url URL --key KEY             from the server's draft to the file
  export [JOURNEY …] --out FOLDER --url URL --key KEY
  import [--publish] --url URL --key KEY
npm run simulate -- JOURNEY.yaml [MORE.yaml …]
  --person PERSON.yaml                      one person, step by step
  --events EVENTS.jsonl [--people PEOPLE.jsonl] [--until INSTANT]   everybody
  [--timezone ZONE] [--cap LIMIT/SPAN, such as 2/7d]
All of them: --json. Exit code 0: well, 1: something was found, 2: it could not be done. --key: or CAIRN_API_KEY.`;

const options = {
  json: { type: 'boolean', default: false },
  fix: { type: 'boolean', default: false },
  publish: { type: 'boolean', default: false },
  url: { type: 'string' },
  key: { type: 'string' },
  out: { type: 'string', default: 'journeys' },
  person: { type: 'string' },
  people: { type: 'string' },
  events: { type: 'string' },
  until: { type: 'string' },
  timezone: { type: 'string' },
  cap: { type: 'string', multiple: true },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

async function run(command: string | undefined, given: string[], values: Values): Promise<CommandOutput> {
  const paths = given.length > 0 ? given : ['journeys'];
  switch (command) {
    case 'validate':
      return await validate(paths, { fix: values.fix });
    case 'test':
      return await test(paths);
    case 'diff':
      return await differ(given, values);
    case 'export':
      return await exportJourneys(serverOf(values), given, values.out);
    case 'import':
      return await importJourneys(serverOf(values), paths, { publish: values.publish });
    case 'simulate':
      return await simulate(given, values);
    default:
      throw new UsageError(command === undefined ? 'Which command?' : `There is no command ${command}.`);
  }
}

async function differ([before, after, ...more]: string[], values: Values): Promise<CommandOutput> {
  if (before === undefined || more.length > 0) throw new UsageError('diff takes two files, or one and --url.');
  if (after !== undefined) return diff(await readJourney(before), await readJourney(after));
  const file = await readJourney(before);
  const remote = await remoteJourney(serverOf(values), file.key);
  if (!remote) return { code: 1, lines: [`The server has no journey ${file.key}.`], json: { missing: file.key } };
  return diff(remote, file);
}

async function simulate(given: string[], values: Values): Promise<CommandOutput> {
  const [first, ...others] = given;
  if (first === undefined) throw new UsageError('simulate takes a journey file.');
  const paths: JourneyPaths = [first, ...others];
  const settings = readSettings(values);
  const { person, events, people, until } = values;
  if ((person === undefined) === (events === undefined)) throw new UsageError('simulate takes --person or --events: exactly one of the two.');
  if (person !== undefined) return await simulateStory(paths, person, settings);
  const ends = until === undefined ? undefined : parseInstant(until);
  if (until !== undefined && ends === undefined) throw new UsageError(`--until ${until} is no instant such as 2026-03-02T09:00:00Z.`);
  return await simulateRecorded(
    paths,
    { events: events as string, ...(people !== undefined && { people }), ...(ends !== undefined && { until: ends }) },
    settings,
  );
}

function serverOf({ url, key = process.env.CAIRN_API_KEY }: Values): RemoteServer {
  if (url === undefined || key === undefined) throw new UsageError('This needs a server: --url and --key (or CAIRN_API_KEY).');
  return { url, apiKey: key };
}

function failed(error: unknown): CommandOutput {
  if (error instanceof FileFaults)
    return { code: 1, lines: error.files.flatMap(({ path, problems }) => problems.map((problem) => problemLine(path, problem))), json: { files: error.files } };
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  const code = error instanceof RemoteRefusal && error.status < 500 ? 1 : 2;
  return { code, lines: isUsage ? [message, '', usage] : [message], json: { error: message } };
}

async function main(): Promise<void> {
  const [, , program, ...rest] = process.argv;
  const args = program === 'simulate' ? ['simulate', ...rest] : rest;
  let output: CommandOutput;
  let json = args.includes('--json');
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    json = values.json;
    output = await run(positionals[0], positionals.slice(1), values);
  } catch (error) {
    output = failed(error);
  }
  console.log(json ? JSON.stringify(output.json, null, 2) : output.lines.join('\n'));
  process.exitCode = output.code;
}

await main();
