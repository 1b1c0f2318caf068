import type { Condition, EventMatcher, Window } from '@cairn/rules/contracts/condition.js';
import type { Measure } from '@cairn/rules/contracts/measure.js';
import type { VersionKind } from '@cairn/workflows/contracts/canonical.js';
import type { Decision } from '@cairn/workflows/contracts/interpreter.js';
import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';
import type { PublishPlan } from '@cairn/workflows/contracts/publish-plan.js';
import type { PathEntry, RunState } from '@cairn/workflows/contracts/run.js';
import type { IdentityRules } from '../identities/identity-rules.js';
import type { ClusterSource } from '../profiles/cluster.js';

/** Collection names; each document type stands beside its store. Every `_id` starts with `workspace:`. */
export const collections = {
  events: 'events',
  profiles: 'profiles',
  identities: 'identities',
  merges: 'merges',
  segments: 'segments',
  sharedConditions: 'sharedConditions',
  rules: 'rules',
  backfills: 'backfills',
  notices: 'notices',
  computedTraits: 'computedTraits',
  readySets: 'readySets',
  tags: 'tags',
  tagJobs: 'tagJobs',
  accounts: 'accounts',
  journeys: 'journeys',
  templates: 'templates',
  versions: 'versions',
  runs: 'runs',
  decisions: 'decisions',
  deliveries: 'deliveries',
  consents: 'consents',
  audit: 'audit',
  workspaces: 'workspaces',
  users: 'users',
  keys: 'keys',
  sessions: 'sessions',
  leases: 'leases',
  workers: 'workers',
  signInLinks: 'signInLinks',
  catalogue: 'catalogue',
  comments: 'comments',
  presence: 'presence',
  matchingSettings: 'matchingSettings',
  matchingRuns: 'matchingRuns',
  matchingChunks: 'matchingChunks',
  matchPairs: 'matchPairs',
  demoJobs: 'demoJobs',
} as const;

/** `_id` is the workspace's id itself, `[a-z0-9-]{1,40}`. */
export interface WorkspaceDocument {
  _id: string;
  name: string;
  /** Rises, in the publishing transaction, only when what the fold stores changes (segments, aggregates). */
  epoch: number;
  /** Rises with every change of any definition or setting: caches re-read when it moved. */
  revision: number;
  /** IANA. Conditions are asked in it: a change raises the epoch. */
  timezone: string;
  /** The epoch that it is since: profiles of an older one are asked everything again. Absent: since the beginning. */
  timezoneEpoch?: number;
  caps: { channel: string; limit: number; windowMs: number }[];
  /** Absent: the default ones. */
  identityRules?: StoredIdentityRules;
  /** Events older than this at receipt start no run. Default 1 h. */
  triggerAgeMs: number;
  sender: { name: string; address: string };
  /** One switch stops all sending. */
  sendingStopped?: boolean;
  /** Says on every page that people are invented. */
  demo?: boolean;
  /** Traits that people can be found by; absent: the default ones (profiles/search-keys.ts). */
  searchableTraits?: string[];
  /** When somebody first looked at a person: ticks a step of the first day. */
  profileOpenedAt?: Date;
  createdAt: Date;
}

export interface StoredIdentityRules {
  /** Rises with every change; a save carries the one it read (409 `identity-rules-changed` otherwise). */
  revision: number;
  rules: IdentityRules;
  updatedAt: Date;
  updatedBy: string;
}

/** Immutable; `_id` = `workspace:hash`, hash = content hash of the canonical JSON of {kind, key, definition}. */
export interface VersionDocument<T = unknown> {
  _id: string;
  workspace: string;
  hash: string;
  kind: VersionKind;
  key: string;
  /** 1, 2, 3 … per (kind, key). */
  number: number;
  definition: T;
  createdAt: Date;
  createdBy: string;
}

export interface SegmentDefinition {
  name: string;
  description?: string;
  condition: Condition;
}

/** A segment has no draft state of its own in this slice: saving is publishing. */
export interface SegmentDocument {
  _id: string;
  workspace: string;
  key: string;
  draft: SegmentDefinition;
  /** What is asked, where the draft refers to shared conditions: those written out. */
  resolved?: Condition;
  liveVersion: string | null;
  /** The workspace's epoch since its last change of condition: profiles below it were not asked yet. */
  epoch: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A condition under a name of its own, for others to refer to with `{condition: key}`. */
export interface SharedConditionDefinition {
  name: string;
  description?: string;
  condition: Condition;
}

/** Saving is publishing: whatever refers to it is published anew with it, journeys apart. */
export interface SharedConditionDocument {
  _id: string;
  workspace: string;
  key: string;
  definition: SharedConditionDefinition;
  liveVersion: string;
  createdAt: Date;
  updatedAt: Date;
  updatedBy: string;
}

/** What a rule does when its condition turns. */
export type RuleAction =
  | { type: 'tag'; tag: string; action: 'add' | 'remove' }
  /** `value` null clears it; of an absent other trait nothing is set. */
  | { type: 'trait'; name: string; value: string | number | boolean | null | { trait: string } | { computed: string } }
  /** Whatever starts the journey else; its re-entry and exit rules hold. */
  | { type: 'journey'; journey: string }
  | { type: 'notify'; text: string };

export interface RuleDefinition {
  name: string;
  description?: string;
  /** 1–1,000, the higher first, as json-rules-engine has it; of equal ones by key. Who comes later has the last word. */
  priority: number;
  enabled: boolean;
  condition: Condition;
  whenTrue: RuleAction[];
  whenFalse: RuleAction[];
  /** Journeys and notices are for those, too, whom saving it finds to fulfil it already. */
  current: boolean;
}

/** Saving is publishing, as with segments. Index `{workspace, key}`. */
export interface RuleDocument {
  _id: string;
  workspace: string;
  key: string;
  definition: RuleDefinition;
  /** As of {@link SegmentDocument}. */
  resolved?: Condition;
  liveVersion: string;
  epoch: number;
  createdAt: Date;
  updatedAt: Date;
  updatedBy: string;
}

/** Something a rule says to the team about a person. `_id` = `workspace:noticeId`. Gone after 90 days. */
export interface NoticeDocument {
  _id: string;
  workspace: string;
  profileId: string;
  rule: string;
  /** The condition turned true; false: turned false. */
  on: boolean;
  text: string;
  /** When it turned. */
  at: Date;
  createdAt: Date;
}

/** Colours of tags, by name: each page shows colour and word. */
export const tagColors = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'indigo', 'violet', 'pink'] as const;
export type TagColor = (typeof tagColors)[number];

export interface TagDefinition {
  name: string;
  color: TagColor;
  description?: string;
  /** Who answers questions about it; free text. */
  owner?: string;
  /** Present: the tag follows it, on and off, and nobody turns it by hand. */
  condition?: Condition;
}

/** Saving is publishing, as with segments. Index `{workspace, key}`. */
export interface TagDocument {
  _id: string;
  workspace: string;
  key: string;
  definition: TagDefinition;
  /** As of {@link SegmentDocument}. */
  resolved?: Condition;
  liveVersion: string;
  /** The workspace's when its rule last changed: profiles below it have not been asked yet. */
  epoch: number;
  createdAt: Date;
  updatedAt: Date;
  updatedBy: string;
  /** Deleted: the sweep of profiles below the epoch takes it from everyone; kept, so that a fold that was paused cannot keep it. */
  deletedAt?: Date;
}

/** A computed trait: a value made of what somebody did, kept current by the fold. Saving is publishing. `_id` = `workspace:name`. */
export interface ComputedTraitDocument {
  _id: string;
  workspace: string;
  /** `[A-Za-z][A-Za-z0-9_]{0,63}`: what conditions and templates call it. */
  name: string;
  draft: ComputedTraitDefinition;
  liveVersion: string | null;
  /** The workspace's epoch since its last change of source: profiles below it have no value by it yet. */
  epoch: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface ComputedTraitDefinition {
  /** For people. */
  label: string;
  description?: string;
  /** The ready set that brought it: `rfm`, `lifecycle`, `orderValue`. */
  set?: string;
  source: ComputedSource;
}

export type ComputedSource =
  | { type: 'measure'; measure: Measure }
  /** The distinct values of a property, the one seen last first; at most 100. */
  | { type: 'uniqueList'; event: EventMatcher; property: string; within?: Window }
  /**
   * 1–5, by four ascending cut points of a number: how many of them it is above, plus one; counted from the other end where less is better. Equal values
   * have equal scores. No number: no score.
   */
  | { type: 'score'; measure: Measure; cutPoints: number[]; better: 'more' | 'less' }
  /** Which of some groups a person is nearest to, by several of their numbers. */
  | ClusterSource
  /** The marketers' name of three scores; the parts are computed traits of type `score`. */
  | { type: 'rfmSegment'; recency: string; frequency: string; monetary: string }
  /**
   * By days since the first and the last event: `new` within `newDays` of the first, else `active` within `activeDays` of the last, `at-risk` within
   * `atRiskDays`, then `lapsed`; nobody without an event has a stage.
   */
  | { type: 'lifecycle'; event: EventMatcher; newDays: number; activeDays: number; atRiskDays: number };

export type JourneyState = 'draft' | 'live' | 'paused' | 'archived';

export interface JourneyDocument {
  _id: string;
  workspace: string;
  key: string;
  draft: JourneyDefinition;
  layout: JourneyLayout;
  /** Rises with every saved draft; a save carries the one it read (409 `draft-changed` otherwise). */
  draftRevision: number;
  /** The newest saves, oldest first: who made which revision of what. At most 50. */
  draftSaves?: DraftSaveRecord[];
  liveVersion: string | null;
  /** What publishing did with the people inside, oldest first; versions that pinned them have none. At most 100. */
  plans?: PublishPlan[];
  state: JourneyState;
  createdAt: Date;
  updatedAt: Date;
}

export interface DraftSaveRecord {
  /** The revision that it made. */
  revision: number;
  /** `user:…` or `key:…`. */
  by: string;
  at: Date;
  /** Ids of the steps that it added, changed or removed; `@trigger` for anything outside the steps. */
  steps: string[];
}

export interface TemplateDefinition {
  name: string;
  /** Liquid. */
  subject: string;
  preheader?: string;
  /** MJML with Liquid. */
  mjml: string;
  /** Liquid. Absent: made from the HTML. */
  text?: string;
}

export interface TemplateDocument {
  _id: string;
  workspace: string;
  key: string;
  draft: TemplateDefinition;
  liveVersion: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/**
 * Read model of one run, brought up by the `recordRun` effect; the truth is on the profile while the run is active.
 * `_id` = `workspace:runId`. Indexes `{workspace, journey, enteredAt}`, `{workspace, profileId}`, `{workspace, journey, state}`.
 */
export interface RunDocument {
  _id: string;
  workspace: string;
  runId: string;
  profileId: string;
  journey: string;
  version: string;
  state: 'active' | 'ended';
  run: RunState;
  /** One entry per (step, visit), in order. */
  path: PathEntry[];
  enteredAt: Date;
  endedAt?: Date;
  /** Rises with every attempt to move the run on (core 7): a write to wait for, nothing to read. */
  attempts?: number;
}

/** `_id` = `workspace:profileId:batchToken:index`, deterministic per fold, so that a repeated fold writes the same. */
export interface DecisionDocument {
  _id: string;
  workspace: string;
  profileId: string;
  decision: Decision | IdentityDecision;
  at: Date;
}

/** Why an identity that an event names was left out of the matching: one a profile and identity, the newest. */
export interface IdentityDecision {
  kind: 'identity';
  /** ms UTC, the event's receipt. */
  at: number;
  outcome: 'limit' | 'kept-apart' | 'too-large';
  /** The event. */
  cause: string;
  detail: {
    /** `type:value`. */
    identity: string;
    /** The type whose limit would be exceeded, `all` for the limit over all types. */
    type?: string;
    limit?: number;
    /** profileId of the identity's owner. */
    owner?: string;
  };
}
