import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import { type IdentityRulesAnswer, identityRulesSchema, putIdentityRulesSchema } from './identity-rules.schemas.js';
import { IdentityRulesService } from './identity-rules.service.js';

@ApiTags('identities')
@Controller('api/identity-rules')
export class IdentityRulesController {
  constructor(@Inject(IdentityRulesService) private readonly rules: IdentityRulesService) {}

  @Get()
  @ApiOperation({ summary: 'What is an identity, how many of a type a profile may hold, and which gives way.' })
  @ApiOkResponse({ standardSchema: identityRulesSchema })
  async read(@Workspace() workspace: string): Promise<IdentityRulesAnswer> {
    return await this.rules.read(workspace);
  }

  @Put()
  @ApiOperation({ summary: 'Changes the rules for events from now on. No event, and no profile that exists, is rewritten.' })
  @ApiOkResponse({ standardSchema: identityRulesSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Body({ schema: putIdentityRulesSchema }) change: z.infer<typeof putIdentityRulesSchema>,
  ): Promise<IdentityRulesAnswer> {
    return await this.rules.put(workspace, change, by);
  }
}
