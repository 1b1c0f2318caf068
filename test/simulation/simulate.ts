import { collections } from '@cairn/server/platform/collections.js';

import { startCast } from './cast.js';
import { type Mutant, unharmed } from './mutants.js';
import { judgeWorld } from './oracle.js';
import { Random } from './random.js';
import { type Settings, settingsFor } from './settings.js';
import { World } from './world.js';

export interface Outcome {
  seed: number;
  violation?: { kind: string; detail: string; turn: number };
  settings: Settings;
  turns: number;
  sent: number;
  runs: number;
  merges: number;
  undone: number;
  refused: number;
  trace?: string[];
}

/** One seed from its first event to silence. The same seed is the same story on every machine. */
export async function simulate(seed: number, options: { mutant?: Mutant; settings?: Partial<Settings>; trace?: boolean } = {}): Promise<Outcome> {
  const settings = settingsFor(seed, new Random(seed * 31 + 7), options.settings);
  const world = new World(seed, settings, options.mutant ?? unharmed, options.trace);
  startCast(world);
  const { scheduler, db, random } = world;
  const limit = settings.turns * 12;
  let silent = 0;
  while (!world.violation && scheduler.turns < limit) {
    if (scheduler.chaos && scheduler.turns > settings.turns) scheduler.chaos = false;
    if (!scheduler.chaos) db.commit();
    else if (random.chance(settings.commit) && db.uncommitted > 0) db.commit(1 + random.below(db.uncommitted));
    if (scheduler.chaos && random.chance(settings.failover)) world.failover();
    if (random.chance(0.02)) world.second++;
    if (await scheduler.turn()) silent = 0;
    else if (++silent > 40) {
      if (await scheduler.anyTurn()) silent = 0;
      else if (db.uncommitted > 0) db.commit();
      else if (scheduler.someonePaused()) continue;
      else if (world.second < 80) world.second++;
      else if (scheduler.chaos) scheduler.chaos = false;
      else break;
    }
  }
  db.commit();
  if (!world.violation && scheduler.turns >= limit) world.violate('no-rest', scheduler.running().join('; ').slice(0, 600));
  if (!world.violation) judgeWorld(world);
  return {
    seed,
    settings,
    turns: scheduler.turns,
    sent: world.sink.length,
    runs: world.runs.size,
    merges: db.all(collections.merges).length,
    undone: world.undone.length,
    refused: 0,
    ...(world.violation && { violation: world.violation }),
    ...(scheduler.trace && { trace: scheduler.trace }),
  };
}
