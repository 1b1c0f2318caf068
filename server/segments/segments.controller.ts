import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import type { SegmentDefinition } from '../platform/collections.js';
import { definitionFileSchema } from '../platform/definition-file.schema.js';
import { putConditions } from '../platform/definitions.js';
import { type Page, pageSchema } from '../platform/lists.js';
import { SegmentExports } from './export/segment-exports.js';
import {
  type PreviewRequest,
  type PreviewRowsAnswer,
  type PreviewRowsRequest,
  previewRowsRequestSchema,
  previewRowsSchema,
} from './preview/preview.schemas.js';
import { SegmentMembers } from './segment-members.js';
import {
  type ExportQuery,
  exportQuerySchema,
  type MemberAnswer,
  type MembersQuery,
  memberSchema,
  membersQuerySchema,
  type PreviewAnswer,
  previewRequestSchema,
  previewSchema,
  type SegmentAnswer,
  type SegmentsQuery,
  type SegmentVersionAnswer,
  segmentDefinitionSchema,
  segmentKeySchema,
  segmentSchema,
  segmentsQuerySchema,
  segmentVersionSchema,
} from './segments.schemas.js';
import { SegmentsService } from './segments.service.js';

@ApiTags('segments')
@Controller('api/segments')
export class SegmentsController {
  constructor(
    @Inject(SegmentsService) private readonly segments: SegmentsService,
    @Inject(SegmentMembers) private readonly inside: SegmentMembers,
    @Inject(SegmentExports) private readonly exports: SegmentExports,
  ) {}

  /** All that match, whatever the limit: names in conditions are looked up here. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(segmentSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: segmentsQuerySchema }) query: SegmentsQuery): Promise<Page<SegmentAnswer>> {
    return await this.segments.list(workspace, query);
  }

  /** How many and which people a condition would hold, without saving it; with `profileId`, every clause with its answer. */
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: previewSchema })
  async preview(
    @Workspace() workspace: string,
    @Body({ schema: previewRequestSchema }) body: PreviewRequest,
    @Req() request: FastifyRequest,
  ): Promise<PreviewAnswer> {
    return await this.segments.preview(workspace, body, () => request.raw.socket.destroyed);
  }

  /** How many there would be without each clause: what it removes, or in an "any" adds. */
  @Post('preview/rows')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: previewRowsSchema })
  async previewRows(
    @Workspace() workspace: string,
    @Body({ schema: previewRowsRequestSchema }) asked: PreviewRowsRequest,
    @Req() request: FastifyRequest,
  ): Promise<PreviewRowsAnswer> {
    return await this.segments.previewRows(workspace, asked, () => request.raw.socket.destroyed);
  }

  @Get(':key')
  @ApiOkResponse({ standardSchema: segmentSchema })
  async read(@Workspace() workspace: string, @Param('key') key: string): Promise<SegmentAnswer> {
    return await this.segments.read(workspace, key);
  }

  /** Saves and publishes; everyone is asked again in the background, and nobody enters a journey by it. `If-None-Match: *`: only if the key is free; `If-Match`: only over that `liveVersion`. */
  @Put(':key')
  @ApiOkResponse({ standardSchema: segmentSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Body({ schema: segmentDefinitionSchema }) definition: SegmentDefinition,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SegmentAnswer> {
    return await this.segments.put(workspace, key, definition, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  /** As a file for git: canonical YAML. */
  @Get(':key/yaml')
  @ApiOkResponse({ standardSchema: definitionFileSchema })
  async file(@Workspace() workspace: string, @Param('key') key: string): Promise<{ yaml: string }> {
    return { yaml: await this.segments.file(workspace, key) };
  }

  /** Saves and publishes what a file says. */
  @Put(':key/yaml')
  @ApiOkResponse({ standardSchema: segmentSchema })
  async putFile(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Body({ schema: definitionFileSchema }) body: { yaml: string },
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SegmentAnswer> {
    return await this.segments.putFile(workspace, key, body.yaml, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Param('key') key: string): Promise<void> {
    await this.segments.remove(workspace, key);
  }

  /** Who is in it now. */
  @Get(':key/members')
  @ApiOkResponse({ standardSchema: pageSchema(memberSchema) })
  async members(
    @Workspace() workspace: string,
    @Param('key') key: string,
    @Query({ schema: membersQuerySchema }) query: MembersQuery,
  ): Promise<Page<MemberAnswer>> {
    return await this.inside.list(workspace, key, query);
  }

  /** What it meant before, newest first; saving an older definition again restores it. */
  @Get(':key/versions')
  @ApiOkResponse({ standardSchema: pageSchema(segmentVersionSchema) })
  async versions(@Workspace() workspace: string, @Param('key') key: string): Promise<Page<SegmentVersionAnswer>> {
    const items = await this.segments.listVersions(workspace, key);
    return { items, nextCursor: null, total: items.length };
  }

  /** Everybody who is in it as a file, written as it is read. Sensitive traits are left out. */
  @Get(':key/export')
  @ApiOkResponse({
    description: 'profile_id, name, email, user_id, since, last_seen and a column `trait.NAME` for each trait.',
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } } },
  })
  async export(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key') key: string,
    @Query({ schema: exportQuerySchema }) { format }: ExportQuery,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.export(workspace, key, { format, by }), {
      type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.apache.parquet',
      disposition: `attachment; filename="${key}.${format}"`,
    });
  }
}
