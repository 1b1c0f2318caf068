/** How many identities or profiles one request may name. `keptSeconds`: how long a result can be read. */
export const tagJobLimits = { identities: 10_000, profiles: 10_000, keptSeconds: 30 * 86_400 } as const;

/**
 * Whom a job is for: members of a segment, or everybody, as they come by id; these identities, `workspace:type:value`, or these profiles, in their order.
 */
export type TagJobPeople = { segment: string } | { everybody: true } | { identities: string[] } | { profiles: string[] };

/**
 * One document of `tagJobs`: a tag turned for many. Whom it has turned is on their profiles (the turn's `job`), so that nobody is turned twice, however
 * often a slice is repeated; `after` and the counts move on in one conditional write a slice.
 *
 * Indexes: `{state, leaseUntil}` (partial: running), `{workspace, tag, jobId}`, `{workspace, jobId}`, `{endedAt}` (deletes it 30 days after).
 */
export interface TagJobDocument {
  /** `workspace:jobId`. */
  _id: string;
  workspace: string;
  /** ULID. */
  jobId: string;
  tag: string;
  on: boolean;
  /** Whoever else has the tag is to lose it, once all who are listed have it. */
  replaces?: true;
  /** All who are listed have been turned: now `after` goes through those who have the tag. */
  clearing?: true;
  /** Those of them who are to lose it next. */
  others?: string[];
  of: TagJobPeople;
  /** `hand`, `api` or `import`, and who or what. */
  by: 'hand' | 'api' | 'import';
  source: string;
  /** Who began it, `user:…` or `key:…`. Absent: `source`. */
  startedBy?: string;
  state: 'running' | 'completed' | 'cancelled' | 'failed';
  /** How far it is: the last person's profileId, or how many of the list. */
  after: string;
  /** People looked at, and of those: turned, not known, could not be folded. */
  done: number;
  turned: number;
  unknown: number;
  failed: number;
  /** Of one that replaces: who lost the tag. */
  cleared?: number;
  /** As counted when it began. */
  total: number;
  /** So often the slice in hand has failed. */
  tries: number;
  /** Of a failed one: `unknown-tag`, `tag-follows-rule`. */
  reason?: string;
  /** Until then one worker looks after it. */
  leaseUntil: Date;
  createdAt: Date;
  endedAt?: Date;
}

export type TagJobProgress = Pick<TagJobDocument, 'after' | 'done' | 'turned' | 'unknown' | 'failed' | 'tries' | 'clearing' | 'cleared' | 'others'>;
