import { join } from 'node:path';

import { readJourney, surroundingsOf } from '@cairn/server/journey-files/workspace-folder.js';
import { readCall } from '@cairn/server/simulator/person-at-start.js';
import { type Simulation, simulatePerson } from '@cairn/server/simulator/simulate-person.js';
import { simulatedWorkspace, type WorkspaceDescription } from '@cairn/server/simulator/simulated-workspace.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { beforeAll, expect, test } from 'vitest';

import { Random } from './random.js';
import { RealPerson } from './real-person.js';

const folder = join(import.meta.dirname, '../../journeys');
const startsAt = Date.UTC(2026, 2, 2, 9);
const dayMs = 86_400_000;

const isGold = { fact: 'trait' as const, params: { name: 'tier' }, operator: 'equal' as const, value: 'gold' };
const tagged = { fact: 'tag' as const, params: { key: 'seen' }, operator: 'equal' as const, value: true };
const quiet = { fact: 'event' as const, params: { name: 'Product Viewed', within: { amount: 2, unit: 'day' as const } }, operator: 'equal' as const, value: 0 };

/** What the examples do not have: round and round, shares, traits from the trigger, tags, hand-offs, several at a time, conditions to wait for and to leave by. */
const winding: JourneyDefinition = {
  schemaVersion: 1,
  name: 'Winding',
  trigger: { type: 'event', event: { name: 'Product Viewed' } },
  reentry: { type: 'keyed', property: 'cart', mode: 'concurrent' },
  exits: [{ id: 'tagged', condition: tagged }],
  goals: [{ id: 'bought', event: { name: 'Order Completed' } }],
  start: 'share',
  steps: [
    {
      ...{ id: 'share', type: 'randomSplit', sticky: false },
      branches: [
        { id: 'a', percent: 40, next: 'set' },
        { id: 'b', percent: 60, next: 'wait' },
      ],
    },
    { id: 'set', type: 'updateProfile', traits: [{ name: 'tier', value: { trigger: 'tier' } }], next: 'gold' },
    { id: 'gold', type: 'split', branches: [{ id: 'yes', condition: isGold, next: 'hand' }], otherwise: { next: 'wait' } },
    { id: 'hand', type: 'enterJourney', journey: 'handed', next: 'wait' },
    {
      ...{ id: 'wait', type: 'waitUntil' },
      branches: [
        { id: 'back', event: { name: 'Came Back' }, next: 'mail' },
        { id: 'quiet', condition: quiet, next: 'tag' },
      ],
      timeout: { after: { amount: 30, unit: 'hour' }, next: 'mail' },
    },
    { id: 'mail', type: 'message', channel: 'email', template: 'winding', next: 'pause' },
    { id: 'pause', type: 'delay', duration: { amount: 7, unit: 'hour' }, next: 'share' },
    { id: 'tag', type: 'tag', tag: 'seen', action: 'add', next: 'untag' },
    { id: 'untag', type: 'tag', tag: 'seen', action: 'remove', next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};
const handed: JourneyDefinition = {
  ...{ schemaVersion: 1, name: 'Handed', trigger: { type: 'handOff' }, reentry: { type: 'afterExit' }, exits: [], start: 'soon' },
  steps: [
    { id: 'soon', type: 'delay', duration: { amount: 7, unit: 'hour' }, next: 'note' },
    { id: 'note', type: 'message', channel: 'email', template: 'handed', onSkip: 'exit', next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};

let description: WorkspaceDescription;
beforeAll(async () => {
  const examples = await Promise.all(['abandoned-cart', 'welcome-series', 'win-back'].map((key) => readJourney(join(folder, `${key}.yaml`))));
  const { segments = [] } = await surroundingsOf(join(folder, 'win-back.yaml'));
  const own = [
    { key: 'winding', definition: winding },
    { key: 'handed', definition: handed },
  ];
  description = { journeys: [...examples, ...own], segments, timezone: 'Europe/Berlin', caps: [{ channel: 'email', limit: 3, windowMs: 2 * dayMs }] };
});

/** Half a year; some things at one instant, some on the very hour at which timers are due. */
function storyOf(seed: number): Simulation {
  const random = new Random(seed);
  const id = `p${seed}`;
  const known = {
    ...(random.chance(0.9) && { email: `${id}@example.com` }),
    ...{ tier: random.pick(['gold', 'none']), timezone: random.pick(['Asia/Tokyo', 'America/New_York', '']) },
  };
  // Of some nothing is known.
  const traits = random.chance(0.1) ? {} : known;
  let at = startsAt;
  const happenings = Array.from({ length: 4 + random.below(20) }, (_, index) => {
    at += random.chance(0.04) ? 63 * dayMs : random.pick([0, 3_600_000, 7 * 3_600_000, 30 * 3_600_000, random.below(9 * dayMs), random.below(dayMs)]);
    const event = random.pick(['Product Viewed', 'Product Viewed', 'Cart Updated', 'Order Completed', 'Signed Up', 'Cart Emptied', 'Came Back', 'Unheard Of']);
    const properties = { total: random.below(100), cart: random.pick(['x', 'y']), ...(random.chance(0.5) && { tier: random.pick(['gold', 'none']) }) };
    const messageId = `m${String(index).padStart(3, '0')}`;
    const call = random.chance(0.15)
      ? { type: 'identify', messageId, traits: { tier: random.pick(['gold', 'none']) } }
      : { type: 'track', messageId, event, properties };
    return { at, event: readCall(call, id, at) };
  });
  return { person: { id, traits, ...(random.chance(0.1) && { unsubscribed: ['email'] }) }, startsAt, happenings, until: startsAt + 200 * dayMs };
}

test('a simulated person comes to what production’s own procedures come to: catching up, outbox, step activity, send', { timeout: 300_000 }, async () => {
  const workspace = simulatedWorkspace(description);
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 150; seed += 1) {
    const story = storyOf(seed);
    const real = new RealPerson(workspace, story);
    await real.live();
    const simulated = simulatePerson(workspace, story);
    const told = ({ run, path }: { run: RunOf; path: object[] }) => ({
      journey: run.journey,
      runId: run.runId,
      enteredAt: run.enteredAt,
      ended: run.ended,
      path,
    });
    const byId = (a: { runId: string }, b: { runId: string }) => (a.runId < b.runId ? -1 : 1);
    expect(simulated.runs.map(told).sort(byId), `seed ${seed}`).toEqual([...real.runs.values()].map(told).sort(byId));
    const sent = simulated.messages
      .filter(({ outcome }) => outcome === 'sent')
      .map(({ runId, stepId, visit, template, at }) => `${at} ${runId} ${stepId} ${visit} ${template}`);
    const handedOver = real.ledger
      .filter(({ state }) => state === 'sent')
      .map(({ runId, stepId, visit, template, sentAt }) => `${sentAt?.getTime()} ${runId} ${stepId} ${visit} ${template}`);
    expect(sent.sort(), `seed ${seed}`).toEqual(handedOver.sort());
    const held = simulated.messages
      .filter(({ outcome, reason }) => outcome === 'skipped' && reason !== 'date-past')
      .map(({ runId, stepId, visit, reason }) => `${runId} ${stepId} ${visit} ${reason}`);
    const refused = real.ledger.filter(({ state }) => state === 'refused').map(({ runId, stepId, visit, reason }) => `${runId} ${stepId} ${visit} ${reason}`);
    expect(held.sort(), `seed ${seed}`).toEqual(refused.sort());
    for (const { run } of simulated.runs) seen.set(`${run.journey} ${run.ended?.reason}`, (seen.get(`${run.journey} ${run.ended?.reason}`) ?? 0) + 1);
    for (const { outcome, reason } of simulated.messages) seen.set(`${outcome} ${reason}`, (seen.get(`${outcome} ${reason}`) ?? 0) + 1);
  }
  // Else it would compare nothing with nothing.
  for (const kind of [
    'abandoned-cart goal',
    'abandoned-cart completed',
    'welcome-series completed',
    'win-back goal',
    'winding goal',
    'winding exit-rule',
    'handed completed',
    'sent undefined',
    'skipped capped',
    'skipped unsubscribed',
    'skipped no-address',
  ])
    expect([kind, (seen.get(kind) ?? 0) > 3]).toEqual([kind, true]);
});

type RunOf = Parameters<typeof Object.keys>[0] & { journey: string; runId: string; enteredAt: number; ended?: object };
