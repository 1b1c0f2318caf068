import type { EventDocument } from '@cairn/server/events/event.js';

import type { Random } from './random.js';
import { type Settings, stories } from './settings.js';
import { epochMs, workspace } from './world-definitions.js';

export interface SimEvent {
  id: string;
  kind: 'T' | 'E' | 'W' | 'X' | 'B' | 'G';
  names: string[];
  who: string;
  /** Second at which its client sends it. */
  sendAt: number;
  /** How long before that it happened, by its own timestamp. */
  late: number;
  historic: boolean;
  /** Of a group call (G): the account, which it may take the person out of. */
  group?: { groupId: string; left?: true };
  timestamp?: number;
}

const strength = ['userId', 'email', 'anonymousId'];
const kinds: SimEvent['kind'][] = ['X', 'T', 'T', 'E', 'W', 'X', 'G'];
const accounts = ['g1', 'g2'];
const types: { [person: string]: string } = { a: 'anonymousId', b: 'anonymousId', u: 'userId', v: 'userId', m: 'email', n: 'email' };

/** What clients will send: a story's events, or what chance gives. */
export function drawEvents(random: Random, settings: Settings): SimEvent[] {
  if (settings.story) {
    return stories[settings.story].map(([kind, who, sendAt], index) => {
      const names = namesOf([...who]);
      return { id: `e${index}`, kind, names, who: names[0] as string, sendAt, late: 0, historic: false };
    });
  }
  return Array.from({ length: settings.events }, (_, index) => drawEvent(random, settings, `e${index}`));
}

function drawEvent(random: Random, settings: Settings, id: string): SimEvent {
  const people = settings.switchOfUser ? ['a', 'u', 'u', 'v', 'm'] : ['a', 'u', 'u', 'm', 'a'];
  if (settings.limits) people.push('b', 'n');
  let chosen = [random.pick(people)];
  if (random.chance(settings.naming)) chosen = random.pick(pairs(settings));
  const names = namesOf(chosen);
  const drawn = settings.deadLetters && random.chance(0.4) ? 'B' : random.pick(kinds);
  const kind = settings.grouping > 0 && random.chance(settings.grouping) ? 'G' : drawn;
  const historic = kind !== 'B' && random.chance(0.08);
  const times = { sendAt: random.below(10), late: random.chance(0.3) ? random.below(4) : 0 };
  const group = kind === 'G' && { groupId: random.pick(accounts), ...(random.chance(0.3) && { left: true as const }) };
  return { id, kind, names, who: names[0] as string, ...times, historic, ...(group && { group }) };
}

function pairs({ switchOfUser, limits }: Settings): string[][] {
  const always = [['a', 'u'], ['a', 'm'], ['u', 'm'], ['a', 'u', 'm'], switchOfUser ? ['a', 'v'] : ['a', 'u']];
  return limits ? [...always, ['u', 'b'], ['u', 'n'], ['a', 'b'], ['u', 'm', 'b']] : always;
}

/** Identities, the strongest first. */
function namesOf(people: string[]): string[] {
  const names = new Set(people.map((person) => `${workspace}:${types[person] ?? 'anonymousId'}:${person}`));
  return [...names].sort((x, y) => strengthOf(x) - strengthOf(y));
}

function strengthOf(name: string): number {
  return strength.indexOf(name.split(':')[1] ?? '');
}

/** The event as it is stored; its own time is the same however often its client sends it. */
export function documentOf({ id, kind, names, who, historic, group, timestamp }: SimEvent, nowMs: number): EventDocument {
  return {
    _id: `${workspace}:${id}`,
    workspace,
    messageId: id,
    type: group ? 'group' : 'identify',
    name: `sim ${kind}`,
    timestamp: new Date(timestamp ?? 0),
    receivedAt: new Date(nowMs),
    source: 'sim',
    who,
    names,
    traits: group ? { tier: tierOf(id) } : { email: 'someone@example.com', plan: id, mood: moodOf(id) },
    properties: kind === 'T' ? { id } : (group ?? {}),
    ...(historic && { historic: true as const }),
    pending: 0,
    replayAttempt: 0,
  };
}

/** One of two, so that values repeat and change: since when it is so must not depend on the order. */
export function moodOf(id: string): string {
  return [...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 3 === 0 ? 'sad' : 'glad';
}

/** What a group call says of its account. */
export function tierOf(id: string): string {
  return Number(id.slice(1)) % 2 === 0 ? 'gold' : 'plain';
}

/** When it happened, by its client's clock: no two events are of the same moment. */
export function timestampOf({ late }: SimEvent, index: number, second: number): number {
  return epochMs + Math.max(0, second - late) * 1_000 + index;
}
