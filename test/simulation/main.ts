import { parseArgs } from 'node:util';

import { mutants } from './mutant-table.js';
import { aims, type Settings } from './settings.js';
import { simulate } from './simulate.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '0' },
    'guard-off': { type: 'string' },
    aim: { type: 'string' },
    trace: { type: 'string' },
  },
});

/** `npm run simulate-core -- --seeds N [--from S] [--guard-off NAME] [--aim NAME] [--trace SEED]`. Exits with 1 if any seed fails. */
async function main(): Promise<void> {
  const guard = values['guard-off'];
  const guarded = guard === undefined ? undefined : mutants[guard];
  if (guard !== undefined && !guarded) throw new Error(`There is no guard ${guard}. Known: ${Object.keys(mutants).join(', ')}.`);
  const settings: Partial<Settings> | undefined = values.aim === undefined ? guarded?.aim : aims[values.aim];
  const options = { ...(guarded && { mutant: guarded.mutant }), ...(settings && { settings }) };
  if (values.trace !== undefined) {
    const outcome = await simulate(Number(values.trace), { ...options, trace: true });
    console.log(outcome.trace?.join('\n'));
    console.log(JSON.stringify({ ...outcome, trace: undefined }));
    return;
  }
  const from = Number(values.from);
  const count = Number(values.seeds);
  const found = new Map<string, { count: number; first: number; detail: string }>();
  const sums = { turns: 0, sent: 0, runs: 0, merges: 0, undone: 0 };
  const began = performance.now();
  for (let seed = from; seed < from + count; seed++) {
    const { violation, turns, sent, runs, merges, undone } = await simulate(seed, options);
    sums.turns += turns;
    sums.sent += sent;
    sums.runs += runs;
    sums.merges += merges;
    sums.undone += undone;
    if (!violation) continue;
    const entry = found.get(violation.kind) ?? { count: 0, first: seed, detail: violation.detail };
    found.set(violation.kind, { ...entry, count: entry.count + 1 });
  }
  for (const [kind, { count: times, first, detail }] of found) console.log(`${kind}: ${times} seeds, first ${first}: ${detail}`);
  console.log(
    `${count} seeds from ${from}, ${[...found.values()].reduce((sum, { count: times }) => sum + times, 0)} with a violation, ${Math.round(performance.now() - began)} ms, ${JSON.stringify(sums)}`,
  );
  if (found.size > 0) process.exitCode = 1;
}

await main();
