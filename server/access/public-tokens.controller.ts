import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { CLOCK } from '../platform/clock.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import { type Page, pageSchema } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import { accessErrors } from './access.errors.js';
import { createdPublicTokenSchema, newPublicTokenSchema, publicTokenSchema } from './access.schemas.js';
import { ActorNames } from './actor-names.js';
import { signingSecretOf } from './identity-signature.js';
import { type KeyDocument, KeysStore } from './keys.store.js';
import { actorOf, type Principal } from './principal.js';
import { CurrentPrincipal, Workspace } from './workspace.decorator.js';

type PublicToken = z.infer<typeof publicTokenSchema>;

/** Tokens for web pages: they read of one person what the catalogue marks public. */
@ApiTags('api-keys')
@Controller('api/public-tokens')
export class PublicTokensController {
  constructor(
    @Inject(KeysStore) private readonly keys: KeysStore,
    @Inject(ActorNames) private readonly actors: ActorNames,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Public read tokens, for browsers.' })
  @ApiOkResponse({ standardSchema: pageSchema(publicTokenSchema) })
  async list(@Workspace() workspace: string): Promise<Page<PublicToken>> {
    const keys = await this.keys.list(workspace, 'public');
    const names = await this.actors.of(
      workspace,
      keys.map(({ createdBy }) => createdBy),
    );
    return { items: keys.map((key) => toPublicToken(key, names)), nextCursor: null, total: keys.length };
  }

  /** The signing secret is answered this once. */
  @Post()
  @ApiOperation({ summary: 'Makes a public read token; the answer is the only place that shows its signing secret.' })
  @ApiCreatedResponse({ standardSchema: createdPublicTokenSchema })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: newPublicTokenSchema }) body: z.infer<typeof newPublicTokenSchema>,
  ): Promise<z.infer<typeof createdPublicTokenSchema>> {
    const { workspace } = principal;
    refuseKeys(principal);
    const { document } = await this.keys.createPublicToken({ workspace, ...body, createdBy: actorOf(principal), now: new Date(this.clock.now()) });
    const names = await this.actors.of(workspace, [document.createdBy]);
    return { ...toPublicToken(document, names), signingSecret: signingSecretOf(this.config.secret, workspace, document.keyId) };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Withdraws a public read token and its signing secret.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    refuseKeys(principal);
    if (!(await this.keys.remove(principal.workspace, 'public', id, { by: actorOf(principal), at: new Date(this.clock.now()) })))
      throw accessErrors.unknownToken(id);
  }
}

/** A leaked key must not be able to make others that outlive it. */
function refuseKeys(principal: Principal): void {
  if (principal.via !== 'session') throw accessErrors.sessionOnly();
}

function toPublicToken(document: KeyDocument, names: ReadonlyMap<string, string>): PublicToken {
  const { keyId, name, key = '', origins = [], signedOnly = false, createdAt, createdBy, lastUsedAt } = document;
  return {
    ...{ id: keyId, name, token: key, origins, signedOnly, createdBy },
    createdByName: names.get(createdBy) ?? createdBy,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
