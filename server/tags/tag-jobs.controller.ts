import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { actorOf, type Principal } from '../access/principal.js';
import { CurrentPrincipal, Workspace } from '../access/workspace.decorator.js';
import { type Page, pageSchema } from '../platform/lists.js';
import { TagJobsService } from './tag-jobs.service.js';
import {
  type TagJobAnswer,
  type TagJobPreview,
  type TagJobRequest,
  type TagJobsQuery,
  tagJobPreviewSchema,
  tagJobRequestSchema,
  tagJobSchema,
  tagJobsQuerySchema,
} from './tags.schemas.js';

@ApiTags('tags')
@Controller('api/tags/:key/jobs')
export class TagJobsController {
  constructor(@Inject(TagJobsService) private readonly jobs: TagJobsService) {}

  @Get()
  @ApiOperation({ summary: 'Bulk jobs of this tag, the newest first; each can be read for 30 days after its end.' })
  @ApiOkResponse({ standardSchema: pageSchema(tagJobSchema) })
  async list(
    @Workspace() workspace: string,
    @Param('key') key: string,
    @Query({ schema: tagJobsQuerySchema }) query: TagJobsQuery,
  ): Promise<Page<TagJobAnswer>> {
    return await this.jobs.list(workspace, query, key);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Adds or removes the tag for a segment, for these identities or profiles, or for everybody, in the background: each person once.' })
  @ApiAcceptedResponse({ standardSchema: tagJobSchema })
  async start(
    @CurrentPrincipal() principal: Principal,
    @Param('key') key: string,
    @Body({ schema: tagJobRequestSchema }) request: TagJobRequest,
  ): Promise<TagJobAnswer> {
    const by = principal.via === 'session' ? ('hand' as const) : ('api' as const);
    return await this.jobs.start(principal.workspace, key, request, { by, source: actorOf(principal) });
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a list would change: how many are known, have the tag already, and, if it replaces, would lose it. Stores nothing.' })
  @ApiOkResponse({ standardSchema: tagJobPreviewSchema })
  async preview(
    @Workspace() workspace: string,
    @Param('key') key: string,
    @Body({ schema: tagJobRequestSchema }) request: TagJobRequest,
  ): Promise<TagJobPreview> {
    return await this.jobs.preview(workspace, key, request);
  }

  @Get(':job')
  @ApiOkResponse({ standardSchema: tagJobSchema })
  async read(@Workspace() workspace: string, @Param('key') key: string, @Param('job') job: string): Promise<TagJobAnswer> {
    return await this.jobs.read(workspace, key, job);
  }

  @Post(':job/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops it; who was turned stays turned.' })
  @ApiOkResponse({ standardSchema: tagJobSchema })
  async cancel(@Workspace() workspace: string, @Param('key') key: string, @Param('job') job: string): Promise<TagJobAnswer> {
    return await this.jobs.cancel(workspace, key, job);
  }
}

@ApiTags('tags')
@Controller('api/tag-jobs')
export class AllTagJobsController {
  constructor(@Inject(TagJobsService) private readonly jobs: TagJobsService) {}

  @Get()
  @ApiOperation({ summary: 'Bulk jobs of all tags, the newest first; each can be read for 30 days after its end.' })
  @ApiOkResponse({ standardSchema: pageSchema(tagJobSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: tagJobsQuerySchema }) query: TagJobsQuery): Promise<Page<TagJobAnswer>> {
    return await this.jobs.list(workspace, query);
  }
}
