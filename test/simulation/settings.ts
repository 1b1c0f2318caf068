import type { Random } from './random.js';

/** What a run of the simulation may do. Aims narrow it to where one rule shows. */
export interface Settings {
  crash: number;
  lostReply: number;
  pause: number;
  /** Chance a turn of a fail-over. */
  failover: number;
  /** Chance a turn that a majority takes over some of what is written. */
  commit: number;
  /** Chance that a running activity is taken for dead and started again beside itself. */
  heartbeat: number;
  pageLimit: number;
  /** So many applied events a profile keeps before it looks which are done. */
  appliedKept: number;
  /** An event cannot be folded at first; dead letters are replayed. */
  deadLetters: boolean;
  /** New definitions are published on the way. */
  publish: boolean;
  /** A second userId comes on the same device. */
  switchOfUser: boolean;
  /** Share of events that are group calls, beside those that chance brings. */
  grouping: number;
  /** Tags are turned by hand and by jobs. */
  tagging: boolean;
  /** A journey changes people and hands them on. */
  acting: boolean;
  /** Somebody merges two people by hand, so many times. */
  handMerges: number;
  /** Somebody undoes a merge, so many times. */
  unmerges: number;
  /** Merges by hand and their undoing do not fold what is pending before. */
  blindUndo: boolean;
  /** One device and one address a person: identity rules that are soon exceeded. */
  limits: boolean;
  /** Consent is revoked, so many times. */
  revocations: number;
  events: number;
  /** Share of events that name more than one identity. */
  naming: number;
  /** Events of a given story, each by these at that second, instead of random ones. */
  story?: keyof typeof stories;
  /** Turns of chaos. */
  turns: number;
}

/** [kind, names, second]: what chance alone brings about too seldom. */
export const stories = {
  /** One side's exit meets the other side's waiting run in a merge. */
  adopt: [
    ['T', 'a', 0],
    ['E', 'u', 1],
    ['X', 'au', 3],
  ],
  /** Both sides have just been folded when they are merged. */
  merge: [
    ['X', 'a', 0],
    ['X', 'u', 0],
    ['T', 'a', 1],
    ['W', 'u', 1],
    ['X', 'au', 1],
    ['X', 'a', 2],
  ],
  /** Purchases come while mails are on their way. */
  regret: [
    ['T', 'u', 0],
    ['E', 'u', 0],
    ['T', 'u', 1],
    ['E', 'u', 1],
    ['T', 'u', 2],
    ['E', 'u', 2],
  ],
  /** Triggers come while definitions are published. */
  published: [
    ['T', 'u', 4],
    ['T', 'a', 4],
    ['T', 'u', 4],
    ['T', 'a', 4],
    ['T', 'u', 5],
  ],
  /** More messages than the cap lets through, some of which the provider refuses. */
  cap: [
    ['T', 'u', 0],
    ['T', 'u', 1],
    ['T', 'u', 2],
    ['E', 'u', 4],
    ['T', 'u', 6],
  ],
} as const satisfies { [name: string]: readonly (readonly [string, string, number])[] };

export const aims: { readonly [name: string]: Partial<Settings> } = {
  failover: { failover: 0.03, commit: 0.3, crash: 0, lostReply: 0 },
  'slow-commit': { commit: 0.08, failover: 0.01 },
  'page-limit': { pageLimit: 2, appliedKept: 0, events: 9, failover: 0 },
  'paused-attempt': { pause: 0.08, heartbeat: 0.08, crash: 0.01 },
  replay: { deadLetters: true, publish: true, pause: 0.06 },
  'many-names': { naming: 0.7, events: 8 },
  'publish-late': { publish: true, pause: 0.08, events: 4 },
  published: { publish: true, story: 'published' },
  'one-by-one': { naming: 0.6, crash: 0.05, lostReply: 0.05 },
  regret: { pause: 0.08, heartbeat: 0.08, crash: 0.01, story: 'regret' },
  cap: { crash: 0.05, lostReply: 0.05, story: 'cap' },
  tagging: { tagging: true, naming: 0.5, lostReply: 0.06, crash: 0.04 },
  unmerge: { unmerges: 3, naming: 0.5, events: 8, commit: 0.3 },
  'unmerge-crash': { unmerges: 3, handMerges: 2, naming: 0.5, events: 8, crash: 0.05, lostReply: 0.05, failover: 0.02 },
  'unmerge-consent': { unmerges: 2, handMerges: 1, revocations: 2, naming: 0.5, events: 7 },
  'by-hand': { handMerges: 3, unmerges: 3, switchOfUser: true, revocations: 1, naming: 0.2 },
  limits: { limits: true, switchOfUser: true, naming: 0.7, events: 9, pause: 0.06 },
  acting: { acting: true, crash: 0.05, lostReply: 0.05, heartbeat: 0.06, pause: 0.06, naming: 0.5 },
  grouping: { grouping: 0.5, events: 9, naming: 0.2, crash: 0.01 },
  calm: { crash: 0, lostReply: 0, pause: 0, failover: 0, commit: 0.7, heartbeat: 0 },
};

/** Every third seed follows one of the aims; the others get what chance gives. */
export function settingsFor(seed: number, random: Random, override: Partial<Settings> = {}): Settings {
  const uniform: Settings = {
    crash: random.chance(0.6) ? 0.02 : 0,
    lostReply: random.chance(0.6) ? 0.03 : 0,
    failover: random.chance(0.5) ? 0.012 : 0,
    commit: random.pick([0.1, 0.3, 0.7]),
    heartbeat: random.chance(0.6) ? 0.03 : 0,
    pause: random.chance(0.7) ? 0.04 : 0,
    pageLimit: random.pick([2, 2, 99]),
    appliedKept: random.pick([0, 0, 3]),
    deadLetters: random.chance(0.3),
    publish: random.chance(0.4),
    switchOfUser: random.chance(0.25),
    events: 4 + random.below(4),
    naming: 0.3,
    turns: 1_500,
    tagging: random.chance(0.4),
    handMerges: random.chance(0.25) ? 1 + random.below(2) : 0,
    unmerges: random.chance(0.3) ? 1 + random.below(3) : 0,
    blindUndo: random.chance(0.5),
    limits: random.chance(0.15),
    revocations: random.chance(0.25) ? 1 : 0,
    grouping: 0,
    // Where one guard is looked for, fewer runs show it sooner.
    acting: random.chance(0.5) && Object.keys(override).length === 0,
  };
  const names = Object.keys(aims);
  const aim = seed % 3 === 0 ? (aims[names[Math.floor(seed / 3) % names.length] as string] ?? {}) : {};
  return { ...uniform, ...aim, ...override };
}
