// Plain Node without dependencies: it runs before anything is installed. `npm start`, `npm test` and `npm run verify` come here.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', name);
const node = process.execPath;
const started = performance.now();
const verbose = process.env.CAIRN_VERBOSE === '1';

/** Ends the process with what happened and what to do. */
function fail(message) {
  console.error(`\n✗ ${message}`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Cairn needs Node 20.19 or newer, this is ${process.versions.node}. Install a current one from https://nodejs.org and start again.`);
}

/** Runs a command; quiet ones show their output only when they fail. Answers the exit code. */
function run(command, args, { quiet = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: quiet && !verbose ? ['ignore', 'pipe', 'pipe'] : 'inherit', env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    const forward = (signal) => child.kill(signal);
    // Ctrl-C reaches the child by the terminal as well; waiting for it lets it end in order.
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    process.on('SIGTERM', forward);
    child.once('error', (error) => resolve({ code: 127, output: String(error) }));
    child.once('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output });
    });
  });
}

async function step(title, command, args, options = {}) {
  const from = performance.now();
  process.stdout.write(`  ${title} … `);
  const { code, output } = await run(command, args, { quiet: true, ...options });
  if (code !== 0) {
    process.stdout.write('failed\n');
    console.error(output.split('\n').slice(-60).join('\n'));
    fail(options.remedy ?? explain(output, title));
  }
  process.stdout.write(`${((performance.now() - from) / 1000).toFixed(1)} s\n`);
  return output;
}

function explain(output, title) {
  if (/ENOSPC|No space left/i.test(output)) return 'The disk is full. Cairn needs about 2 GB: free some space and start again.';
  if (/ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN/.test(output))
    return 'A package registry could not be reached. Check the network or `npm config get registry`, then start again.';
  if (/EACCES|EPERM/.test(output)) return `No permission to write below ${root}. Give it to this user and start again.`;
  return `${title}: failed, see above. Start again with CAIRN_VERBOSE=1 for everything.`;
}

/** What is installed is compared with the lock by content: no marker file that could lie. */
function installIsCurrent() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => !path.includes('node_modules/') || entry.link || entry.optional || installed[path]?.version === entry.version,
  );
}

async function install() {
  if (!installIsCurrent()) await step('Installing packages (about a minute)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Newest change below folders, for what has no incremental build of its own. */
function newest(paths, accept) {
  let latest = 0;
  const visit = (path) => {
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info) return;
    if (info.isDirectory()) {
      for (const entry of readdirSync(path)) if (entry !== 'node_modules' && entry !== '.vite') visit(join(path, entry));
    } else if (accept(path)) latest = Math.max(latest, info.mtimeMs);
  };
  for (const path of paths) visit(join(root, path));
  return latest;
}

function isStale(target, sources, accept) {
  const built = statSync(join(root, target), { throwIfNoEntry: false });
  return !built || built.mtimeMs < newest(sources, accept);
}

async function build(projects) {
  await step('Compiling', node, [bin('@typescript/native/bin/tsc'), '-b', ...projects]);
  const compiled = (path) => path.includes('dist') && path.endsWith('.js') && !path.endsWith('.test.js') && !path.endsWith('workflow-bundle.js');
  if (isStale('workflows/dist/workflow-bundle.js', ['workflows/dist', 'rules/dist'], compiled))
    await step('Bundling workflows', node, ['workflows/dist/bundle.js']);
  const source = (path) => !path.includes('/dist/') && !/\.test\.tsx?$/.test(path);
  if (isStale('web/dist/index.html', ['web', 'rules/contracts', 'workflows/contracts'], source)) {
    await step('Building the pages', node, [bin('vite/bin/vite.js'), 'build'], { cwd: join(root, 'web') });
  }
}

async function start() {
  console.log('Cairn');
  await install();
  await build(['embedded']);
  const { code } = await run(node, ['--enable-source-maps', 'embedded/dist/start.js'], {
    env: { CAIRN_BOOT_MS: String(Math.round(performance.now() - started)) },
  });
  process.exit(code);
}

/** The last line is for machines: `N passed, N failed`. */
async function test(args) {
  await install();
  await build([]);
  mkdirSync(join(root, 'test-output'), { recursive: true });
  const report = join(root, 'test-output', 'vitest.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(node, [bin('vitest/vitest.mjs'), 'run', ...reporters, ...args]);
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  // A file that could not even be loaded has no failed tests, but has failed; so has a run with an error outside any test.
  const brokenFiles = results.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((result) => result.status !== 'failed'),
  ).length;
  const failed = results.numFailedTests + brokenFiles;
  console.log(`\n${results.numPassedTests} passed, ${code !== 0 && failed === 0 ? 1 : failed} failed`);
  process.exit(code !== 0 || failed > 0 ? 1 : 0);
}

async function verify() {
  await install();
  await step('Types', node, [bin('@typescript/native/bin/tsc'), '-b']);
  await step('Types of integration tests', node, [bin('@typescript/native/bin/tsc'), '-p', 'tsconfig.integration.json']);
  const checks = [
    ['Format and lint', node, [bin('@biomejs/biome/bin/biome'), 'check', '.'], '`npm run format` mends the format.'],
    ['Floating promises', node, [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'], 'Await the promise, or say `void` and why nobody needs its end.'],
    [
      'Import direction',
      node,
      [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', ...packages],
      'See the comment of the rule in .dependency-cruiser.cjs.',
    ],
    ['Dead code', node, [bin('knip/bin/knip.js')], 'Delete it, or name its entry in knip.json.'],
  ];
  const failures = [];
  for (const [title, command, args, remedy] of checks) await check(failures, title, command, args, remedy);
  await checkSelfTest(failures);
  await checkGenerated(failures);
  if (failures.length > 0) fail(`${failures.length} of ${checks.length + 2} checks failed: ${failures.join(', ')}`);
  console.log('All checks passed.');
}

const packages = ['rules', 'workflows', 'server', 'worker', 'web', 'embedded', 'bench', 'test'];

async function check(failures, title, command, args, remedy) {
  process.stdout.write(`  ${title} … `);
  const { code, output } = await run(command, args, { quiet: true });
  console.log(code === 0 ? 'ok' : 'failed');
  if (code === 0) return;
  console.error(`${output.trim().split('\n').slice(-80).join('\n')}\n  ${remedy}`);
  failures.push(title);
}

/** A check that cannot fail proves nothing: the known-bad import must be found by the same rules. */
async function checkSelfTest(failures) {
  process.stdout.write('  Import direction finds the known-bad import … ');
  const args = [
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    'test/fixtures/forbidden-import',
    'server/platform',
  ];
  const { code, output } = await run(node, args, { quiet: true, env: { CAIRN_IMPORTS_SELF_TEST: '1' } });
  const found = code !== 0 && /rules-import-nothing: test\/fixtures\/forbidden-import\/rules\/known-bad\.ts/.test(output);
  console.log(found ? 'ok' : 'failed');
  if (found) return;
  console.error(output);
  failures.push('self-test of the import check');
}

/** Generates again and compares; the files are put back, so that the check changes nothing. */
async function checkGenerated(failures) {
  process.stdout.write('  Generated files … ');
  const files = ['server/openapi.json', 'web/api/generated/schema.d.ts'].map((path) => join(root, path));
  const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const before = files.map(read);
  const { code, output } = await run('npm', ['run', '--silent', 'generate'], { quiet: true });
  const drifted = files.filter((path, index) => read(path) !== before[index]);
  for (const [index, path] of files.entries()) writeFileSync(path, before[index]);
  console.log(code === 0 && drifted.length === 0 ? 'ok' : 'failed');
  if (code !== 0) console.error(output);
  if (drifted.length > 0) console.error(`  Not what the code generates now: ${drifted.join(', ')}. Run \`npm run generate\` and commit.`);
  if (code !== 0 || drifted.length > 0) failures.push('Generated files');
}

const commands = { start, test, verify };
const [command = 'start', ...rest] = process.argv.slice(2);
checkNode();
if (!commands[command]) fail(`Unknown command ${command}. There are: ${Object.keys(commands).join(', ')}.`);
await commands[command](rest);
