import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Workspace } from '../access/workspace.decorator.js';
import { type ListQuery, type Page, pageSchema } from '../platform/lists.js';
import { type BackfillAnswer, backfillSchema, backfillsQuerySchema } from './backfills.schemas.js';
import { BackfillsService } from './backfills.service.js';

@ApiTags('backfills')
@Controller('api/backfills')
export class BackfillsController {
  constructor(@Inject(BackfillsService) private readonly backfills: BackfillsService) {}

  @Get()
  @ApiOperation({ summary: 'Times of asking everybody again after definitions changed, newest first; a few people are asked without one.' })
  @ApiOkResponse({ standardSchema: pageSchema(backfillSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: backfillsQuerySchema }) query: ListQuery): Promise<Page<BackfillAnswer>> {
    return await this.backfills.list(workspace, query);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ends it within seconds: whoever was not asked yet is asked when something happens to them, when definitions change, or it goes on.',
  })
  @ApiOkResponse({ standardSchema: backfillSchema })
  async cancel(@Workspace() workspace: string, @Param('id') id: string): Promise<BackfillAnswer> {
    return await this.backfills.cancel(workspace, id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Of a cancelled one: those who were not asked are asked after all, by another.' })
  @ApiOkResponse({ standardSchema: backfillSchema })
  async resume(@Workspace() workspace: string, @Param('id') id: string): Promise<BackfillAnswer> {
    return await this.backfills.resume(workspace, id);
  }
}
