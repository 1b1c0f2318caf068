import { describe, expect, it } from 'vitest';

import { killedAnywhere } from './killed-anywhere.js';
import { temporalDown, workerDownDuringPurchase } from './outages.js';

describe('killed anywhere', () => {
  it.each([1, 2])('seed %i: 300 runs, kill -9 of server, worker, Temporal and mongod at random moments: nothing lost, nothing twice', async (seed) => {
    const result = await killedAnywhere({ seed, runs: 300, log: console.log });
    expect(result.problems).toEqual([]);
    expect(result.sent + result.unknown).toBe(300);
    expect(result.unknown).toBeLessThanOrEqual(result.inHandOver);
    expect(new Set(result.kills.map((kill) => kill.part))).toEqual(new Set(['server', 'worker', 'temporal', 'mongod']));
  });
});

describe('outages', () => {
  it('Temporal down under load: events are accepted, segments current, journeys catch up once', async () => {
    const result = await temporalDown(60, 15_000);
    expect(result.membersMeanwhile).toBe(60);
    expect(result.problems).toEqual([]);
    expect(result.sent).toBe(60);
  });

  it('a purchase accepted while the worker is down stops the cart mail that fell due meanwhile', async () => {
    expect(await workerDownDuringPurchase(8_000)).toEqual({ buyerMails: 0, otherMails: 1, buyerRun: 'exit-rule' });
  });
});
