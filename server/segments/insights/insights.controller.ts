import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Workspace } from '../../access/workspace.decorator.js';
import { segmentKeySchema } from '../segments.schemas.js';
import {
  type CompositionQuery,
  compositionQuerySchema,
  historyQuerySchema,
  type SegmentComposition,
  type SegmentHistory,
  type SegmentOverlap,
  segmentCompositionSchema,
  segmentHistorySchema,
  segmentOverlapSchema,
} from './insights.schemas.js';
import { InsightsService } from './insights.service.js';

@ApiTags('segments')
@Controller('api/segments/:key')
export class InsightsController {
  constructor(@Inject(InsightsService) private readonly insights: InsightsService) {}

  /** Its size, and who entered and left, day by day. */
  @Get('history')
  @ApiOkResponse({ standardSchema: segmentHistorySchema })
  async history(
    @Workspace() workspace: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Query({ schema: historyQuerySchema }) { days }: z.infer<typeof historyQuerySchema>,
  ): Promise<SegmentHistory> {
    return await this.insights.history(workspace, key, days);
  }

  /** Which other segments its people are in. */
  @Get('overlap')
  @ApiOkResponse({ standardSchema: segmentOverlapSchema })
  async overlap(@Workspace() workspace: string, @Param('key', { schema: segmentKeySchema }) key: string): Promise<SegmentOverlap> {
    return await this.insights.overlap(workspace, key);
  }

  /** What a trait, or a computed trait, is among its people. */
  @Get('composition')
  @ApiOkResponse({ standardSchema: segmentCompositionSchema })
  async composition(
    @Workspace() workspace: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Query({ schema: compositionQuerySchema }) query: CompositionQuery,
  ): Promise<SegmentComposition> {
    return await this.insights.composition(workspace, key, query);
  }
}
