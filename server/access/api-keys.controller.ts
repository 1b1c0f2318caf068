import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { CLOCK } from '../platform/clock.js';
import { type Page, pageSchema } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import { accessErrors } from './access.errors.js';
import { apiKeySchema, createdApiKeySchema, newApiKeySchema } from './access.schemas.js';
import { ActorNames } from './actor-names.js';
import { type KeyDocument, KeysStore } from './keys.store.js';
import { actorOf, type Principal } from './principal.js';
import { CurrentPrincipal, Workspace } from './workspace.decorator.js';

type ApiKey = z.infer<typeof apiKeySchema>;

@ApiTags('api-keys')
@Controller('api/api-keys')
export class ApiKeysController {
  constructor(
    @Inject(KeysStore) private readonly keys: KeysStore,
    @Inject(ActorNames) private readonly actors: ActorNames,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'API keys, without the keys themselves.' })
  @ApiOkResponse({ standardSchema: pageSchema(apiKeySchema) })
  async list(@Workspace() workspace: string): Promise<Page<ApiKey>> {
    const keys = await this.keys.list(workspace, 'api');
    const names = await this.actors.of(
      workspace,
      keys.map(({ createdBy }) => createdBy),
    );
    return { items: keys.map((key) => toApiKey(key, names)), nextCursor: null, total: keys.length };
  }

  /** Answers the key itself, this once. */
  @Post()
  @ApiOperation({ summary: 'Makes an API key; the answer is the only place that shows it.' })
  @ApiCreatedResponse({ standardSchema: createdApiKeySchema })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newApiKeySchema }) body: { name: string },
  ): Promise<z.infer<typeof createdApiKeySchema>> {
    refuseKeys(principal);
    const { key, document } = await this.keys.createApiKey({
      workspace: principal.workspace,
      name: body.name,
      createdBy: actorOf(principal),
      now: new Date(this.clock.now()),
    });
    return { ...toApiKey(document, await this.actors.of(principal.workspace, [document.createdBy])), key };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Withdraws an API key.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    refuseKeys(principal);
    if (!(await this.keys.remove(principal.workspace, 'api', id, { by: actorOf(principal), at: new Date(this.clock.now()) })))
      throw accessErrors.unknownKey(id);
  }
}

/** A leaked key must not be able to make others that outlive it. */
function refuseKeys(principal: Principal): void {
  if (principal.via !== 'session') throw accessErrors.sessionOnly();
}

function toApiKey(document: KeyDocument, names: ReadonlyMap<string, string>): ApiKey {
  const { keyId, name, hint, createdBy } = document;
  const createdByName = names.get(createdBy) ?? createdBy;
  return {
    id: keyId,
    name,
    hint,
    createdBy,
    createdByName,
    createdAt: document.createdAt.toISOString(),
    lastUsedAt: document.lastUsedAt?.toISOString() ?? null,
  };
}
