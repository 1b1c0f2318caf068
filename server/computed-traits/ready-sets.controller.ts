import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import { type Page, pageSchema } from '../platform/lists.js';
import type { ReadySetRequest } from './ready-sets.js';
import { type ReadySetAnswer, type ReadySetPreviewAnswer, readySetPreviewSchema, readySetRequestSchema, readySetSchema } from './ready-sets.schemas.js';
import { ReadySetsService } from './ready-sets.service.js';

type Request = ReadySetRequest & { names?: { [key: string]: string } };

@ApiTags('computed-traits')
@Controller('api/ready-sets')
export class ReadySetsController {
  constructor(@Inject(ReadySetsService) private readonly sets: ReadySetsService) {}

  @Get()
  @ApiOperation({ summary: 'RFM, lifecycle stage and order value: installed or not, with settings (suggested by the events that were seen) and cut points.' })
  @ApiOkResponse({ standardSchema: pageSchema(readySetSchema) })
  async list(@Workspace() workspace: string): Promise<Page<ReadySetAnswer>> {
    const items = await this.sets.list(workspace);
    return { items, nextCursor: null, total: items.length };
  }

  @Post('preview')
  @ApiOperation({ summary: 'How many people each segment or stage would hold, without making anything.' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: readySetPreviewSchema })
  async preview(@Workspace() workspace: string, @Body({ schema: readySetRequestSchema }) request: Request): Promise<ReadySetPreviewAnswer> {
    return await this.sets.preview(workspace, request, request.names ?? {});
  }

  @Post('install')
  @ApiOperation({ summary: 'Makes or changes the computed traits and segments of a set; safe to repeat.' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: readySetSchema })
  async install(@Workspace() workspace: string, @Actor() by: string, @Body({ schema: readySetRequestSchema }) request: Request): Promise<ReadySetAnswer> {
    return await this.sets.install(workspace, request, request.names ?? {}, by);
  }
}
