import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Workspace } from '../access/workspace.decorator.js';
import { type WhyAnswer, whyQuerySchema, whySchema } from './journeys.schemas.js';
import { WhyService } from './why.service.js';

@ApiTags('profiles')
@Controller('api/profiles')
export class WhyController {
  constructor(@Inject(WhyService) private readonly why: WhyService) {}

  /** Why this person is, or is not, in a journey: what was decided, or how the trigger stands now. */
  @Get(':id/why')
  @ApiOkResponse({ standardSchema: whySchema })
  async explain(
    @Workspace() workspace: string,
    @Param('id') id: string,
    @Query({ schema: whyQuerySchema }) { journey }: z.infer<typeof whyQuerySchema>,
  ): Promise<WhyAnswer> {
    return await this.why.explain(workspace, id, journey);
  }
}
