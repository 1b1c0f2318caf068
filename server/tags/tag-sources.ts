import type { ActorNames } from '../access/actor-names.js';
import { type TagState, type TagTurn } from '../profiles/profile.js';
import { turnsOf } from '../profiles/tags.js';

/** What people and keys that turned tags are called. */
export async function namesOfSources(actors: ActorNames, workspace: string, states: readonly TagState[]): Promise<ReadonlyMap<string, string>> {
  return await actors.of(
    workspace,
    states.flatMap((state) => turnsOf(state).map(({ source }: TagTurn) => source)),
  );
}

/** By its own name if it has one: rules, journeys and imports are called by their keys. */
export function sourceOf(id: string, names: ReadonlyMap<string, string>): { id: string; name: string } {
  return { id, name: names.get(id) ?? id };
}
