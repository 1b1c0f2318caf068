import { Body, Controller, Get, Inject, Param, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import {
  type TraitAnswer,
  type TraitKind,
  type TraitPatch,
  type TraitsAnswer,
  type TraitsQuery,
  traitKindSchema,
  traitPatchSchema,
  traitPlaceQuerySchema,
  traitSchema,
  traitsQuerySchema,
  traitsSchema,
} from './traits.schemas.js';
import { TraitsService } from './traits.service.js';

@ApiTags('traits')
@Controller('api/traits')
export class TraitsController {
  constructor(@Inject(TraitsService) private readonly traits: TraitsService) {}

  @Get()
  @ApiOperation({ summary: 'The catalogue: every trait and event property with types, share of people, source, example, owner and personal-data class.' })
  @ApiOkResponse({ standardSchema: traitsSchema })
  async list(@Workspace() workspace: string, @Query({ schema: traitsQuerySchema }) query: TraitsQuery): Promise<TraitsAnswer> {
    return await this.traits.list(workspace, query);
  }

  @Get(':kind/:name')
  @ApiOperation({ summary: 'One line of the catalogue; a property also needs its `event`.' })
  @ApiOkResponse({ standardSchema: traitSchema })
  async read(
    @Workspace() workspace: string,
    @Param('kind', { schema: traitKindSchema }) kind: TraitKind,
    @Param('name') name: string,
    @Query({ schema: traitPlaceQuerySchema }) { event }: z.infer<typeof traitPlaceQuerySchema>,
  ): Promise<TraitAnswer> {
    return await this.traits.read(workspace, kind, name, event);
  }

  @Patch(':kind/:name')
  @ApiOperation({ summary: 'Says who owns it, what it means, whether it is personal, whether browsers may read it and people be found by it.' })
  @ApiOkResponse({ standardSchema: traitSchema })
  async patch(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('kind', { schema: traitKindSchema }) kind: TraitKind,
    @Param('name') name: string,
    @Query({ schema: traitPlaceQuerySchema }) { event }: z.infer<typeof traitPlaceQuerySchema>,
    @Body({ schema: traitPatchSchema }) patch: TraitPatch,
  ): Promise<TraitAnswer> {
    return await this.traits.patch(workspace, { kind, name, event }, patch, by);
  }
}
