import type { JsonObject } from '../events/clean-json.js';
import type { EventsStore } from '../events/events.store.js';
import type { Ingestion } from '../events/ingestion.js';
import { namesOf } from '../events/names-of-event.js';
import { type AuditStore, auditDocument } from '../platform/audit.js';
import type { Clock, DefinitionsSource, ProfileCore } from './core.js';
import { profileErrors } from './profiles.errors.js';
import type { ProfilesReader } from './profiles.reader.js';
import { strongestIdentity } from './strongest-identity.js';

interface Dependencies {
  reader: ProfilesReader;
  ingestion: Pick<Ingestion, 'byHand'>;
  events: Pick<EventsStore, 'read'>;
  core: Pick<ProfileCore, 'catchUp'>;
  definitions: DefinitionsSource;
  audit: Pick<AuditStore, 'record'>;
  clock: Clock;
}

/** Traits edited by hand: an identify call like any other, from the source `hand`, so that nothing passes catch-up by. */
export class TraitEditsService {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Returns when the profile has them. A null value clears.
   * @throws UserError `identity-of-another` when an email or phone is somebody else's: that would make two people one, which is a decision of its own.
   */
  async edit(workspace: string, profileId: string, traits: JsonObject, by: string): Promise<void> {
    const { reader, ingestion, events, core, definitions, audit, clock } = this.deps;
    const profile = await reader.read(workspace, profileId);
    if (!profile) throw profileErrors.unknownProfile(profileId);
    const owner = strongestIdentity(profile);
    const { identityRules } = await definitions.current(workspace);
    for (const name of namesOf(workspace, 'identify', { traits }, identityRules, owner)) {
      const other = await reader.ownerOf(name);
      if (other !== null && other !== profile.profileId) throw profileErrors.identityOfAnother(name.slice(workspace.length + 1), other);
    }
    // Before the event: rather a line about an edit that was cut off than an edit without a line.
    const entry = { workspace, at: new Date(clock.now()), by, action: 'profile.edit-traits', about: { kind: 'profile', id: profile.profileId } };
    await audit.record(auditDocument({ ...entry, detail: { traits: Object.keys(traits) } }));
    const { messageId } = await ingestion.byHand('identify', { traits, context: { by } }, { workspace, owner, identityRules });
    await core.catchUp([{ workspace, profileId: profile.profileId }]);
    const stored = await events.read(workspace, messageId);
    if (stored?.refused) throw profileErrors.editRefused(stored.refused);
  }
}
