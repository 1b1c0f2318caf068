import type { Draft } from './draft.js';
import type { TagState, TagTurn } from './profile.js';

/** Turns that a tag remembers besides the one it stands at; older ones are forgotten. */
export const keptTurns = 9;

export interface TagChange extends Omit<TagTurn, 'since'> {
  tag: string;
}

/** Turns a tag, unless it stands so already. Whatever reads it must be asked afterwards. */
export function turnTag(draft: Draft, { tag, ...turn }: TagChange, at: number): boolean {
  const { tags } = draft.profile;
  const current = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
  if ((current?.on ?? false) === turn.on) return false;
  // Always after what it follows: the newest wins when profiles are merged or told apart, whoever's clock was behind.
  const since = new Date(Math.max(at, current ? current.since.getTime() + 1 : at));
  tags[tag] = withHistory({ ...turn, since }, current ? turnsOf(current) : []);
  draft.changed.tags.add(tag);
  return true;
}

/** Every turn that is remembered, the newest first. */
export function turnsOf({ before = [], ...turn }: TagState): TagTurn[] {
  return [turn, ...before];
}

/** Of two people who turn out to be one: the newest turn of both stands, the others are its history. */
export function mergeTag(a: TagState, b: TagState): TagState {
  return tagOfTurns([...turnsOf(a), ...turnsOf(b)]) ?? a;
}

/** The tag that was turned so; undefined without a turn. */
export function tagOfTurns(turns: readonly TagTurn[]): TagState | undefined {
  const known = new Map(turns.map((turn) => [orderOf(turn), turn]));
  const [newest, ...others] = [...known].sort(([x], [y]) => (x < y ? 1 : -1)).map(([, turn]) => turn);
  return newest && withHistory(newest, others);
}

function withHistory(turn: TagTurn, before: TagTurn[]): TagState {
  return before.length > 0 ? { ...turn, before: before.slice(0, keptTurns) } : turn;
}

/** By time; ties: on before off, then origin and source, so that whoever merges gets the same. */
function orderOf({ on, since, by, source }: TagTurn): string {
  return `${since.toISOString()}/${on ? 1 : 0}/${by}/${source}`;
}
