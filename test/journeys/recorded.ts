import { mkdir, writeFile } from 'node:fs/promises';

import { historyToJson } from './history-json.js';
import type { JourneyWorld } from './world.js';

/** The types of a run's history events. `CAIRN_RECORD=1` writes what ran to test/histories, for the replay test. */
export async function recorded(world: JourneyWorld, name: string, runId: string, temporalRunId?: string): Promise<string[]> {
  const history = await world.history(runId, temporalRunId);
  if (process.env.CAIRN_RECORD) {
    const folder = new URL('../histories/', import.meta.url);
    await mkdir(folder, { recursive: true });
    await writeFile(new URL(`${name}.json`, folder), historyToJson(history));
  }
  return (history.events ?? []).map((event) => String(event.eventType));
}
