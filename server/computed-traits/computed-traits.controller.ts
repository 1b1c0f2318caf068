import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import type { ComputedSource, ComputedTraitDefinition } from '../platform/collections.js';
import { putConditions } from '../platform/definitions.js';
import { type Page, pageSchema } from '../platform/lists.js';
import {
  type ComputedDetailAnswer,
  type ComputedPreviewAnswer,
  type ComputedTraitAnswer,
  computedDefinitionSchema,
  computedDetailSchema,
  computedNameSchema,
  computedPreviewRequestSchema,
  computedPreviewSchema,
  computedTraitSchema,
} from './computed-traits.schemas.js';
import { ComputedTraitsService } from './computed-traits.service.js';

@ApiTags('computed-traits')
@Controller('api/computed-traits')
export class ComputedTraitsController {
  constructor(@Inject(ComputedTraitsService) private readonly computed: ComputedTraitsService) {}

  @Get()
  @ApiOperation({ summary: 'Computed traits, with who uses them and how far their backfill is.' })
  @ApiOkResponse({ standardSchema: pageSchema(computedTraitSchema) })
  async list(@Workspace() workspace: string): Promise<Page<ComputedTraitAnswer>> {
    return await this.computed.list(workspace);
  }

  @Post('preview')
  @ApiOperation({ summary: 'What a definition would give, over a sample of people and for one person, without saving it.' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: computedPreviewSchema })
  async preview(
    @Workspace() workspace: string,
    @Body({ schema: computedPreviewRequestSchema }) body: { source: ComputedSource; profileId?: string | undefined },
  ): Promise<ComputedPreviewAnswer> {
    return await this.computed.preview(workspace, body.source, body.profileId);
  }

  @Get(':name')
  @ApiOperation({ summary: 'One computed trait, with how its values lie over a sample of people.' })
  @ApiOkResponse({ standardSchema: computedDetailSchema })
  async read(@Workspace() workspace: string, @Param('name', { schema: computedNameSchema }) name: string): Promise<ComputedDetailAnswer> {
    return await this.computed.read(workspace, name);
  }

  @Put(':name')
  @ApiOperation({ summary: 'Saves and publishes; everyone’s value is made in the background, and nobody enters a journey by that.' })
  @ApiOkResponse({ standardSchema: computedDetailSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('name', { schema: computedNameSchema }) name: string,
    @Body({ schema: computedDefinitionSchema }) definition: ComputedTraitDefinition,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<ComputedDetailAnswer> {
    return await this.computed.put(workspace, name, definition, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Delete(':name')
  @ApiOperation({ summary: 'Deletes it, unless something uses it.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Actor() by: string, @Param('name', { schema: computedNameSchema }) name: string): Promise<void> {
    await this.computed.remove(workspace, name, by);
  }
}
