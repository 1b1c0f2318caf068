import { randomUUID } from 'node:crypto';

import { entryEventName, hashId } from '@cairn/workflows/contracts/names.js';
import type { z } from 'zod';

import type { Ingestion } from '../events/ingestion.js';
import { identityIdOf } from '../identities/identity-id.js';
import type { DefinitionsSource } from '../profiles/core.js';
import { journeyErrors } from './journeys.errors.js';
import type { enteredSchema, entriesSchema } from './journeys.schemas.js';
import type { JourneysStore } from './journeys.store.js';

const entrySource = 'journey-entries';

/**
 * Brings people into a journey that starts over the API. Each is an event of Cairn's own, stored before this answers and folded like any other: so
 * re-entry, filter, pause and exits are heeded, and whoever is refused is told why on their page.
 */
export class EntriesService {
  constructor(
    private readonly journeys: Pick<JourneysStore, 'read'>,
    private readonly ingestion: Pick<Ingestion, 'about'>,
    private readonly definitions: DefinitionsSource,
  ) {}

  /** @throws UserError `unknown-journey`, `journey-archived`, `not-published`, `not-entered-by-api`. */
  async enter(workspace: string, key: string, { people, payload, idempotencyKey }: z.infer<typeof entriesSchema>): Promise<z.infer<typeof enteredSchema>> {
    const journey = await this.journeys.read(workspace, key);
    if (!journey) throw journeyErrors.unknown(key);
    if (journey.state === 'archived') throw journeyErrors.archived(key);
    if (journey.liveVersion === null) throw journeyErrors.notPublished(key);
    // Of a version published a moment ago as well.
    const { journeys, identityRules } = await this.definitions.fresh(workspace);
    if (journeys.find((live) => live.journey.key === key)?.journey.trigger.source.type !== 'api') throw journeyErrors.notByApi(key);
    const call = idempotencyKey ?? randomUUID();
    const named = people.map((person, index) => ({ index, person, owner: identityIdOf(workspace, person, identityRules) }));
    const known = named.flatMap(({ index, owner }) => (owner === null ? [] : [{ index, owner }]));
    const { accepted, rejected } = await this.ingestion.about(
      known.map(({ owner }) => ({
        owner,
        call: { type: 'track', event: entryEventName(key), messageId: `entry-${hashId(workspace, key, call, owner)}`, properties: payload ?? {} },
      })),
      { workspace, source: entrySource, identityRules },
    );
    const unknown = named.flatMap(({ index, owner, person }) =>
      owner === null
        ? [{ index, code: 'invalid-identity', message: `“${person.slice(0, 80)}” names nobody. Write type:value, such as userId:42 or email:ada@example.com.` }]
        : [],
    );
    const refused = rejected.map(({ index, ...why }) => ({ index: known[index]?.index ?? index, ...why }));
    return { accepted, rejected: [...unknown, ...refused].sort((a, b) => a.index - b.index) };
  }
}
