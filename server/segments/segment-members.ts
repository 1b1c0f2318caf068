import { decodeCursor, type Page, pageOf } from '../platform/lists.js';
import type { DefinitionsSource } from '../profiles/core.js';
import { type SummarySource, toProfileSummary } from '../profiles/profile-answer.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { segmentErrors } from './segments.errors.js';
import type { MemberAnswer, MembersQuery } from './segments.schemas.js';
import type { SegmentsStore } from './segments.store.js';

/** Who is in a segment now: page by page, found by name, email or identity, in the order of when they entered. */
export class SegmentMembers {
  constructor(
    private readonly store: SegmentsStore,
    private readonly reader: Pick<ProfilesReader, 'ownersOfExactly'>,
    private readonly definitions: DefinitionsSource,
  ) {}

  async list(workspace: string, key: string, query: MembersQuery): Promise<Page<MemberAnswer>> {
    if ((await this.store.read(workspace, key)) === null) throw segmentErrors.unknown(key);
    const { limit, sort, search: text = '' } = query;
    const [profileId, since] = query.cursor === undefined ? [] : decodeCursor(query.cursor, ['string', 'number']);
    const after = profileId === undefined || since === undefined ? undefined : { profileId, since };
    const search = text === '' ? undefined : { text, owners: await this.ownersOf(workspace, text) };
    const [found, counts] = await Promise.all([
      this.store.members(workspace, key, { search, sort, after, limit: limit + 1 }),
      search ? undefined : this.store.countMembers(workspace, [key]),
    ]);
    const sinceOf = (profile: SummarySource): Date => profile.memberships[key]?.since ?? profile.createdAt;
    const page = pageOf(
      found,
      limit,
      (profile): MemberAnswer => ({ ...toProfileSummary(profile), since: sinceOf(profile).toISOString() }),
      (profile) => [profile.profileId, sinceOf(profile).getTime()],
    );
    return counts ? { ...page, total: counts.get(key) ?? 0 } : page;
  }

  private async ownersOf(workspace: string, text: string): Promise<string[]> {
    const { identityRules } = await this.definitions.current(workspace);
    return await this.reader.ownersOfExactly(workspace, text, identityRules);
  }
}
