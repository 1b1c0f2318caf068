import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import type { RuleDefinition } from '../platform/collections.js';
import { definitionFileSchema } from '../platform/definition-file.schema.js';
import { putConditions } from '../platform/definitions.js';
import { type ListQuery, type Page, pageSchema } from '../platform/lists.js';
import { segmentKeySchema } from '../segments/segments.schemas.js';
import {
  type NoticeAnswer,
  noticeSchema,
  noticesQuerySchema,
  type RuleAnswer,
  type RulesAnswer,
  ruleDefinitionSchema,
  ruleOrderSchema,
  ruleSchema,
  rulesSchema,
} from './rules.schemas.js';
import { RulesService } from './rules.service.js';

@ApiTags('rules')
@Controller('api/rules')
export class RulesController {
  constructor(@Inject(RulesService) private readonly rules: RulesService) {}

  @Get()
  @ApiOperation({ summary: 'Every rule in the order in which they act, and which of them may undo each other.' })
  @ApiOkResponse({ standardSchema: rulesSchema })
  async list(@Workspace() workspace: string): Promise<RulesAnswer> {
    return await this.rules.list(workspace);
  }

  @Post('order')
  @HttpCode(200)
  @ApiOperation({ summary: 'Puts all rules into this order. When rules turn together, the last has the last word.' })
  @ApiOkResponse({ standardSchema: rulesSchema })
  async order(@Workspace() workspace: string, @Actor() by: string, @Body({ schema: ruleOrderSchema }) { keys }: { keys: string[] }): Promise<RulesAnswer> {
    return await this.rules.order(workspace, keys, by);
  }

  @Get(':key')
  @ApiOkResponse({ standardSchema: ruleSchema })
  async read(@Workspace() workspace: string, @Param('key') key: string): Promise<RuleAnswer> {
    return await this.rules.read(workspace, key);
  }

  @Put(':key')
  @ApiOperation({
    summary: 'Saves and publishes. Everybody is asked in the background: tags and traits follow for all, journeys and notices only where `current` says so.',
  })
  @ApiOkResponse({ standardSchema: ruleSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Body({ schema: ruleDefinitionSchema }) definition: RuleDefinition,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<RuleAnswer> {
    return await this.rules.put(workspace, key, definition, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Get(':key/yaml')
  @ApiOperation({ summary: 'As a file for git: canonical YAML.' })
  @ApiOkResponse({ standardSchema: definitionFileSchema })
  async file(@Workspace() workspace: string, @Param('key') key: string): Promise<{ yaml: string }> {
    return { yaml: await this.rules.file(workspace, key) };
  }

  @Put(':key/yaml')
  @ApiOperation({ summary: 'Saves and publishes what a file says.' })
  @ApiOkResponse({ standardSchema: ruleSchema })
  async putFile(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Body({ schema: definitionFileSchema }) body: { yaml: string },
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<RuleAnswer> {
    return await this.rules.putFile(workspace, key, body.yaml, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Delete(':key')
  @ApiOperation({ summary: 'It does nothing more; tags and traits that it set stay.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Actor() by: string, @Param('key') key: string): Promise<void> {
    await this.rules.remove(workspace, key, by);
  }
}

@ApiTags('rules')
@Controller('api/notices')
export class NoticesController {
  constructor(@Inject(RulesService) private readonly rules: RulesService) {}

  @Get()
  @ApiOperation({ summary: 'What rules told the team, newest first; kept for 90 days.' })
  @ApiOkResponse({ standardSchema: pageSchema(noticeSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: noticesQuerySchema }) query: ListQuery): Promise<Page<NoticeAnswer>> {
    return await this.rules.notices(workspace, query);
  }
}
