import type { Ingestion } from '../events/ingestion.js';
import { type AuditStore, auditDocument } from '../platform/audit.js';
import { escapeKey, unescapeKey, unescapeKeys } from '../platform/keys.js';
import { decodeCursor, type ListQuery, type Page, pageOf } from '../platform/lists.js';
import { liveLinks } from '../profiles/account-links.js';
import type { Clock, DefinitionsSource, ProfileCore } from '../profiles/core.js';
import { toProfileSummary } from '../profiles/profile-answer.js';
import { profileErrors } from '../profiles/profiles.errors.js';
import type { ProfilesReader } from '../profiles/profiles.reader.js';
import { accountKey } from '../profiles/search-keys.js';
import { strongestIdentity } from '../profiles/strongest-identity.js';
import { type AccountDocument, accountName } from './account.js';
import { accountErrors } from './accounts.errors.js';
import type { AccountAnswer, AccountPerson, AccountSummary, AccountsQuery } from './accounts.schemas.js';
import type { AccountsStore } from './accounts.store.js';

interface Dependencies {
  store: AccountsStore;
  reader: ProfilesReader;
  ingestion: Pick<Ingestion, 'byHand'>;
  core: Pick<ProfileCore, 'catchUp'>;
  definitions: DefinitionsSource;
  audit: Pick<AuditStore, 'record'>;
  clock: Clock;
}

/** Accounts and their people, to read; and taking somebody out by hand. */
export class AccountsService {
  constructor(private readonly deps: Dependencies) {}

  async list(workspace: string, { search, cursor, limit }: AccountsQuery): Promise<Page<AccountSummary>> {
    const { store } = this.deps;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0];
    const [found, total] = await Promise.all([
      store.list(workspace, { search, after, limit: limit + 1 }),
      cursor === undefined ? store.count(workspace, search) : undefined,
    ]);
    const page = pageOf(found, limit, toSummary, ({ accountId }) => [accountId]);
    return total === undefined ? page : { ...page, total };
  }

  async read(workspace: string, accountId: string): Promise<AccountAnswer> {
    const { store, reader } = this.deps;
    const [account, segments, names] = await Promise.all([
      this.require(workspace, accountId),
      store.segmentsOfPeople(workspace, accountId),
      reader.names(workspace),
    ]);
    return {
      ...toSummary(account),
      traits: traitsOf(account),
      segments: segments.map(({ key, people }) => ({ key, name: names.segment(key), people })).sort((a, b) => b.people - a.people || (a.key < b.key ? -1 : 1)),
      ...(account.dropped && { dropped: { count: account.dropped.count, name: account.dropped.name } }),
    };
  }

  /** Who belongs to it now, by id. */
  async people(workspace: string, accountId: string, query: ListQuery): Promise<Page<AccountPerson>> {
    const { reader } = this.deps;
    const key = escapeKey(accountId);
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, ['string'])[0];
    const [found, total] = await Promise.all([
      reader.withKey(workspace, accountKey(key), query.limit + 1, after),
      query.cursor === undefined ? reader.countWithKey(workspace, accountKey(key)) : undefined,
    ]);
    if (total === 0) await this.require(workspace, accountId);
    const page = pageOf(
      found,
      query.limit,
      (profile): AccountPerson => ({ ...toProfileSummary(profile), at: (profile.accounts[key]?.at ?? profile.createdAt).toISOString() }),
      (profile) => [profile.profileId],
    );
    return total === undefined ? page : { ...page, total };
  }

  /** By a `group` call that says so, like any other: applied when it answers, and audited. */
  async takeOut(workspace: string, accountId: string, profileId: string, by: string): Promise<void> {
    const { reader, ingestion, core, definitions, audit, clock } = this.deps;
    const profile = await reader.read(workspace, profileId);
    if (!profile) throw profileErrors.unknownProfile(profileId);
    const isIn = liveLinks(profile).some(([key]) => key === escapeKey(accountId));
    if (!isIn) throw accountErrors.notIn(accountId, profileId);
    const entry = { workspace, at: new Date(clock.now()), by, action: 'profile.leave-account', about: { kind: 'profile', id: profile.profileId } };
    await audit.record(auditDocument({ ...entry, detail: { account: accountId } }));
    const { identityRules } = await definitions.current(workspace);
    await ingestion.byHand('group', { groupId: accountId, context: { left: true, by } }, { workspace, owner: strongestIdentity(profile), identityRules });
    await core.catchUp([{ workspace, profileId: profile.profileId }]);
  }

  private async require(workspace: string, accountId: string): Promise<AccountDocument> {
    const account = await this.deps.store.read(workspace, accountId);
    if (!account) throw accountErrors.unknown(accountId);
    return account;
  }
}

function toSummary(account: AccountDocument): AccountSummary {
  return {
    id: account.accountId,
    name: accountName(account),
    people: account.people.all,
    traits: Object.values(account.traits).filter(({ value }) => value !== null).length,
    createdAt: account.createdAt.toISOString(),
    lastSeenAt: account.lastSeenAt?.toISOString() ?? null,
  };
}

function traitsOf({ traits }: AccountDocument): AccountAnswer['traits'] {
  return Object.entries(traits)
    .filter(([, { value }]) => value !== null)
    .map(([key, { value, at, source }]) => ({ name: unescapeKey(key), value: unescapeKeys({ value }).value, at: at.toISOString(), source }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
