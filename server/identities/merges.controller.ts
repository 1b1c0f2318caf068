import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import { type Page, pageSchema } from '../platform/lists.js';
import {
  type MergeAnswer,
  type MergeResult,
  type MergesQuery,
  mergeRequestSchema,
  mergeResultSchema,
  mergeSchema,
  mergesQuerySchema,
  type UndoResult,
  undoRequestSchema,
  undoResultSchema,
} from './merges.schemas.js';
import { MergesService } from './merges.service.js';

@ApiTags('identities')
@Controller('api')
export class MergesController {
  constructor(@Inject(MergesService) private readonly merges: MergesService) {}

  @Get('merges')
  @ApiOperation({ summary: 'Profiles that became one, the newest first: by what, and whether it was undone.' })
  @ApiOkResponse({ standardSchema: pageSchema(mergeSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: mergesQuerySchema }) query: MergesQuery): Promise<Page<MergeAnswer>> {
    return await this.merges.list(workspace, query);
  }

  @Get('merges/:id')
  @ApiOperation({ summary: 'One merge, with both profiles as they were.' })
  @ApiOkResponse({ standardSchema: mergeSchema })
  async read(@Workspace() workspace: string, @Param('id') id: string): Promise<MergeAnswer> {
    return await this.merges.read(workspace, id);
  }

  @Post('merges/:id/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Both people back as they were, with what came since sorted to each. `dryRun`: what it would do. Asked again, it changes nothing.' })
  @ApiOkResponse({ standardSchema: undoResultSchema })
  async undo(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('id') id: string,
    @Body({ schema: undoRequestSchema }) body: z.infer<typeof undoRequestSchema>,
  ): Promise<UndoResult> {
    return await this.merges.undo(workspace, id, body, by);
  }

  @Post('profiles/:id/merge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes two profiles one; the older survives. `dryRun`: every conflict and how it would end. Asked again, it changes nothing.' })
  @ApiOkResponse({ standardSchema: mergeResultSchema })
  async merge(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('id') id: string,
    @Body({ schema: mergeRequestSchema }) body: z.infer<typeof mergeRequestSchema>,
  ): Promise<MergeResult> {
    return await this.merges.merge(workspace, id, body, by);
  }
}
