import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { KeysStore } from '../access/keys.store.js';
import { Workspace } from '../access/workspace.decorator.js';
import { Catalogue } from '../events/catalogue.js';
import { type Page, pageSchema } from '../platform/lists.js';

const sourceSchema = z
  .object({
    /** What events carry as `source`. */
    id: z.string(),
    name: z.string(),
    /** Readable: it stands in web pages anyway, and may only add events. */
    writeKey: z.string(),
    createdAt: z.iso.datetime(),
    /** Events stored, repeats not counted. */
    received: z.number().int(),
    lastEventAt: z.iso.datetime().nullable(),
    /** Events sent again with the same body: harmless. */
    repeats: z.number().int(),
    /** Events sent again under a messageId that was used for something else: they were dropped, and the sender must be mended. */
    differingRepeats: z.number().int(),
  })
  .meta({ id: 'Source' });
type SourceAnswer = z.infer<typeof sourceSchema>;

@ApiTags('sources')
@Controller('api/sources')
export class SourcesController {
  constructor(
    @Inject(KeysStore) private readonly keys: KeysStore,
    @Inject(Catalogue) private readonly catalogue: Catalogue,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where events come from, with write keys and counters.' })
  @ApiOkResponse({ standardSchema: pageSchema(sourceSchema) })
  async list(@Workspace() workspace: string): Promise<Page<SourceAnswer>> {
    const keys = await this.keys.list(workspace, 'write');
    const ids = keys.map((key) => key.source ?? key.keyId);
    const seen = new Map((await this.catalogue.readMany(workspace, 'source', ids)).map((document) => [document.name, document]));
    const items = keys.map((key): SourceAnswer => {
      const id = key.source ?? key.keyId;
      const counts = seen.get(id);
      return {
        id,
        name: key.name,
        writeKey: key.key ?? '',
        createdAt: key.createdAt.toISOString(),
        received: counts?.count ?? 0,
        lastEventAt: counts?.lastSeenAt?.toISOString() ?? null,
        repeats: counts?.repeats ?? 0,
        differingRepeats: counts?.differingRepeats ?? 0,
      };
    });
    return { items, nextCursor: null, total: items.length };
  }
}
