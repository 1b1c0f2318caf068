import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { actorOf, type Principal } from '../access/principal.js';
import { Actor, CurrentPrincipal, Workspace } from '../access/workspace.decorator.js';
import type { TagDefinition } from '../platform/collections.js';
import { putConditions } from '../platform/definitions.js';
import { type ListQuery, type Page, pageSchema } from '../platform/lists.js';
import { ProfileTagsService } from './profile-tags.service.js';
import {
  type ProfileTagAnswer,
  profileTagsSchema,
  type TagAnswer,
  type TagChanges,
  type TaggedPerson,
  tagChangesSchema,
  tagDefinitionSchema,
  taggedPersonSchema,
  tagKeySchema,
  tagPeopleQuerySchema,
  tagSchema,
} from './tags.schemas.js';
import { TagsService } from './tags.service.js';

@ApiTags('tags')
@Controller('api/tags')
export class TagsController {
  constructor(@Inject(TagsService) private readonly tags: TagsService) {}

  @Get()
  @ApiOperation({ summary: 'Every tag, with how many people have it.' })
  @ApiOkResponse({ standardSchema: pageSchema(tagSchema) })
  async list(@Workspace() workspace: string): Promise<Page<TagAnswer>> {
    return await this.tags.list(workspace);
  }

  @Get(':key')
  @ApiOkResponse({ standardSchema: tagSchema })
  async read(@Workspace() workspace: string, @Param('key') key: string): Promise<TagAnswer> {
    return await this.tags.read(workspace, key);
  }

  @Put(':key')
  @ApiOperation({
    summary: 'Saves and publishes. With a `condition` the tag follows it: everyone is asked in the background, and nobody enters a journey by it.',
  })
  @ApiOkResponse({ standardSchema: tagSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: tagKeySchema }) key: string,
    @Body({ schema: tagDefinitionSchema }) definition: TagDefinition,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TagAnswer> {
    return await this.tags.put(workspace, key, definition, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Delete(':key')
  @ApiOperation({ summary: 'Takes it from everyone, in the background. `people` of the tag says how many that are.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Actor() by: string, @Param('key') key: string): Promise<void> {
    await this.tags.remove(workspace, key, by);
  }

  @Get(':key/people')
  @ApiOperation({ summary: 'Who has it now, by id: since when, and who or what turned it on.' })
  @ApiOkResponse({ standardSchema: pageSchema(taggedPersonSchema) })
  async people(
    @Workspace() workspace: string,
    @Param('key') key: string,
    @Query({ schema: tagPeopleQuerySchema }) query: ListQuery,
  ): Promise<Page<TaggedPerson>> {
    return await this.tags.people(workspace, key, query);
  }
}

@ApiTags('tags')
@Controller('api/profiles/:id/tags')
export class ProfileTagsController {
  constructor(@Inject(ProfileTagsService) private readonly tags: ProfileTagsService) {}

  @Get()
  @ApiOperation({ summary: 'Tags that the person has or had, with who turned them when.' })
  @ApiOkResponse({ standardSchema: profileTagsSchema })
  async read(@Workspace() workspace: string, @Param('id') id: string): Promise<{ items: ProfileTagAnswer[] }> {
    return { items: await this.tags.read(workspace, id) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Adds and removes tags, all of them or none. Segments, waits and exits that read them change in the same write.' })
  @ApiOkResponse({ standardSchema: profileTagsSchema })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: tagChangesSchema }) changes: TagChanges,
  ): Promise<{ items: ProfileTagAnswer[] }> {
    const actor = { by: principal.via === 'session' ? ('hand' as const) : ('api' as const), source: actorOf(principal) };
    return { items: await this.tags.change(principal.workspace, id, changes, actor) };
  }
}
