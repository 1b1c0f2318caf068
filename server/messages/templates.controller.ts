import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import type { TemplateDefinition } from '../platform/collections.js';
import { putConditions } from '../platform/definitions.js';
import { type Page, pageSchema } from '../platform/lists.js';
import {
  type PreviewTemplateRequest,
  previewTemplateSchema,
  type SavedTemplateAnswer,
  savedTemplateSchema,
  type TemplateAnswer,
  type TemplatePreviewAnswer,
  type TemplatesQuery,
  templateDefinitionSchema,
  templateKeySchema,
  templatePreviewSchema,
  templateSchema,
  templatesQuerySchema,
} from './templates.schemas.js';
import { TemplatesService } from './templates.service.js';

@ApiTags('templates')
@Controller('api/templates')
export class TemplatesController {
  constructor(@Inject(TemplatesService) private readonly templates: TemplatesService) {}

  /** By key. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(templateSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: templatesQuerySchema }) query: TemplatesQuery): Promise<Page<TemplateAnswer>> {
    return await this.templates.list(workspace, query);
  }

  /** A definition as one person, or a made-up one, would get it, without saving it. */
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: templatePreviewSchema })
  async preview(@Workspace() workspace: string, @Body({ schema: previewTemplateSchema }) body: PreviewTemplateRequest): Promise<TemplatePreviewAnswer> {
    return await this.templates.preview(workspace, body);
  }

  @Get(':key')
  @ApiOkResponse({ standardSchema: templateSchema })
  async read(@Workspace() workspace: string, @Param('key') key: string): Promise<TemplateAnswer> {
    return await this.templates.read(workspace, key);
  }

  /** Saves and publishes at once; messages sent from then on use it. Answers warnings; errors are refused with field and line. `If-None-Match: *`: only if the key is free; `If-Match`: only over that `liveVersion`. */
  @Put(':key')
  @ApiOkResponse({ standardSchema: savedTemplateSchema })
  async put(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', { schema: templateKeySchema }) key: string,
    @Body({ schema: templateDefinitionSchema }) definition: TemplateDefinition,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SavedTemplateAnswer> {
    return await this.templates.put(workspace, key, definition, { by, ...putConditions(ifNoneMatch, ifMatch) });
  }

  /** Refused while a journey uses it. */
  @Delete(':key')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Param('key') key: string): Promise<void> {
    await this.templates.remove(workspace, key);
  }
}
