/** What brings the demo shop and what takes it away. */
export const demoJobKinds = ['fill', 'remove'] as const;
export type DemoJobKind = (typeof demoJobKinds)[number];

/** fill: definitions → events. remove: journeys → people → checking → tidying. */
export const demoPhases = ['definitions', 'events', 'journeys', 'people', 'checking', 'tidying'] as const;
export type DemoPhase = (typeof demoPhases)[number];

export const definitionKinds = ['journey', 'template', 'segment'] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

/** A definition that the fill made, as it made it: with another content hash somebody has edited it since, and it is theirs. */
export interface MadeDefinition {
  kind: DefinitionKind;
  key: string;
  hash: string;
}

/**
 * One document of `demoJobs`, `_id` = `workspace:demo`: the newest job; the next one takes its place, and what was made with it. Index `{leaseUntil}`
 * (partial: running).
 *
 * A job moves on in conditional writes on (`jobId`, `phase`, `done`), each with what it did or after it, where that may be repeated. So it may be killed
 * anywhere, and two processes at one slice do it once.
 */
export interface DemoJobDocument {
  _id: string;
  workspace: string;
  /** ULID. */
  jobId: string;
  kind: DemoJobKind;
  state: 'running' | 'completed' | 'failed';
  phase: DemoPhase;
  /** Of the phase: events sent, people looked at. */
  done: number;
  total: number;
  /** The demo's events are moved by so many days: going on, and filling once more, must give the same calls. */
  shiftDays: number;
  made: MadeDefinition[];
  /** Runs whose people are gone: their workflows are still to be told. */
  orphans: string[];
  /** remove: people gone so far, and those who stay. */
  gone: number;
  /** People gone since the phase began: nobody more, and it is done. */
  goneInPhase: number;
  stayed: number;
  /** So often the slice in hand has failed. */
  tries: number;
  /** Of a failed one: an error's code. */
  reason?: string;
  /** Until then one process looks after it. */
  leaseUntil: Date;
  startedBy: string;
  startedAt: Date;
  endedAt?: Date;
}

export type DemoJobProgress = Partial<Pick<DemoJobDocument, 'phase' | 'done' | 'total' | 'shiftDays' | 'made' | 'orphans' | 'gone' | 'goneInPhase' | 'stayed'>>;

export const demoJobLeaseMs = 15_000;
