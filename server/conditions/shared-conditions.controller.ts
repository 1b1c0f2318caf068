import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import type { SharedConditionDefinition } from '../platform/collections.js';
import { definitionFileSchema } from '../platform/definition-file.schema.js';
import { putConditions } from '../platform/definitions.js';
import { type Page, pageSchema } from '../platform/lists.js';
import { segmentKeySchema } from '../segments/segments.schemas.js';
import { type SharedConditionAnswer, sharedConditionDefinitionSchema, sharedConditionSchema } from './shared-conditions.schemas.js';
import { SharedConditionsService } from './shared-conditions.service.js';

@ApiTags('conditions')
@Controller('api/conditions')
export class SharedConditionsController {
  constructor(@Inject(SharedConditionsService) private readonly conditions: SharedConditionsService) {}

  @Get()
  @ApiOperation({ summary: 'Every shared condition: what others refer to with `{condition: key}`.' })
  @ApiOkResponse({ standardSchema: pageSchema(sharedConditionSchema) })
  async list(@Workspace() workspace: string): Promise<Page<SharedConditionAnswer>> {
    return await this.conditions.list(workspace);
  }

  @Get(':key')
  @ApiOkResponse({ standardSchema: sharedConditionSchema })
  async read(@Workspace() workspace: string, @Param('key') key: string): Promise<SharedConditionAnswer> {
    return await this.conditions.read(workspace, key);
  }

  @Put(':key')
  @ApiOperation({
    summary: 'Saves and publishes, and in the same transaction whatever refers to it. A journey follows when it is published next.',
  })
  @ApiOkResponse({ standardSchema: sharedConditionSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Body({ schema: sharedConditionDefinitionSchema }) definition: SharedConditionDefinition,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SharedConditionAnswer> {
    return await this.conditions.put(workspace, key, definition, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Get(':key/yaml')
  @ApiOperation({ summary: 'As a file for git: canonical YAML.' })
  @ApiOkResponse({ standardSchema: definitionFileSchema })
  async file(@Workspace() workspace: string, @Param('key') key: string): Promise<{ yaml: string }> {
    return { yaml: await this.conditions.file(workspace, key) };
  }

  @Put(':key/yaml')
  @ApiOperation({ summary: 'Saves and publishes what a file says.' })
  @ApiOkResponse({ standardSchema: sharedConditionSchema })
  async putFile(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: segmentKeySchema }) key: string,
    @Body({ schema: definitionFileSchema }) body: { yaml: string },
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SharedConditionAnswer> {
    return await this.conditions.putFile(workspace, key, body.yaml, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  @Delete(':key')
  @ApiOperation({ summary: 'Refused while anything refers to it.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Actor() by: string, @Param('key') key: string): Promise<void> {
    await this.conditions.remove(workspace, key, by);
  }
}
