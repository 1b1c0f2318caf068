import { describe, expect, it } from 'vitest';

import { mutants } from './mutant-table.js';
import { aims } from './settings.js';
import { simulate } from './simulate.js';

describe('the simulation of the core', () => {
  it('finds nothing wrong in 500 seeds', async () => {
    const wrong: string[] = [];
    let sent = 0;
    let merges = 0;
    for (let seed = 0; seed < 500; seed++) {
      const outcome = await simulate(seed);
      sent += outcome.sent;
      merges += outcome.merges;
      if (outcome.violation) wrong.push(`seed ${seed}: ${outcome.violation.kind} ${outcome.violation.detail}`);
    }
    expect(wrong).toEqual([]);
    // It is no proof of anything if nothing happens in it.
    expect(sent).toBeGreaterThan(100);
    expect(merges).toBeGreaterThan(50);
  }, 120_000);

  it('tells the same story for the same seed', async () => {
    const told = { trace: true, settings: aims['many-names'] };
    const [one, two] = [await simulate(42, told), await simulate(42, told)];
    expect(one.trace?.length).toBeGreaterThan(300);
    expect(two).toEqual(one);
  });

  it.each(Object.entries(mutants))(
    'sees when the guard %s is taken out',
    async (_name, { mutant, aim }) => {
      for (let seed = 0; seed < 1_500; seed++) {
        const { violation } = await simulate(seed, { mutant, settings: aim });
        if (violation) return;
      }
      expect.unreachable('1,500 seeds saw nothing');
    },
    120_000,
  );
});
