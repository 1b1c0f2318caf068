/** Bulk jobs that a person is looked at in one go. */
export const tagJobLimits = { identities: 10_000 } as const;

/**
 * One document of `tagJobs`: a tag turned for many. Whom it has turned is on their profiles (the turn's `job`), so that nobody is turned twice, however
 * often a slice is repeated; `after` and the counts move on in one conditional write a slice.
 *
 * Indexes: `{state, leaseUntil}` (partial: running), `{workspace, tag, jobId}`.
 */
export interface TagJobDocument {
  /** `workspace:jobId`. */
  _id: string;
  workspace: string;
  /** ULID. */
  jobId: string;
  tag: string;
  on: boolean;
  /** Members of a segment as they come by id, or these identities, `workspace:type:value`, in their order. */
  of: { segment: string } | { identities: string[] };
  /** `hand`, `api` or `import`, and who or what. */
  by: 'hand' | 'api' | 'import';
  source: string;
  state: 'running' | 'completed' | 'cancelled' | 'failed';
  /** How far it is: the last member's profileId, or how many identities. */
  after: string;
  /** People looked at, and of those: turned, not known, could not be folded. */
  done: number;
  turned: number;
  unknown: number;
  failed: number;
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

export type TagJobProgress = Pick<TagJobDocument, 'after' | 'done' | 'turned' | 'unknown' | 'failed' | 'tries'>;
