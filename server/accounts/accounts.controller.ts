import { Controller, Delete, Get, HttpCode, Inject, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import { type ListQuery, listQuerySchema, type Page, pageSchema } from '../platform/lists.js';
import {
  type AccountAnswer,
  type AccountPerson,
  type AccountSummary,
  type AccountsQuery,
  accountIdSchema,
  accountPersonSchema,
  accountSchema,
  accountSummarySchema,
  accountsQuerySchema,
} from './accounts.schemas.js';
import { AccountsService } from './accounts.service.js';

@ApiTags('accounts')
@Controller('api/accounts')
export class AccountsController {
  constructor(@Inject(AccountsService) private readonly accounts: AccountsService) {}

  @Get()
  @ApiOperation({ summary: 'Accounts by id; with `search`, those whose id or name begins so.' })
  @ApiOkResponse({ standardSchema: pageSchema(accountSummarySchema) })
  async list(@Workspace() workspace: string, @Query({ schema: accountsQuerySchema }) query: AccountsQuery): Promise<Page<AccountSummary>> {
    return await this.accounts.list(workspace, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One account: its own traits with source and time, and the segments that its people are in.' })
  @ApiOkResponse({ standardSchema: accountSchema })
  async read(@Workspace() workspace: string, @Param('id', { schema: accountIdSchema }) id: string): Promise<AccountAnswer> {
    return await this.accounts.read(workspace, id);
  }

  @Get(':id/people')
  @ApiOperation({ summary: 'Who belongs to it now, by id.' })
  @ApiOkResponse({ standardSchema: pageSchema(accountPersonSchema) })
  async people(
    @Workspace() workspace: string,
    @Param('id', { schema: accountIdSchema }) id: string,
    @Query({ schema: listQuerySchema }) query: ListQuery,
  ): Promise<Page<AccountPerson>> {
    return await this.accounts.people(workspace, id, query);
  }

  @Delete(':id/people/:profileId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a person out: a `group` call with `context.left`, applied before it answers.' })
  @ApiNoContentResponse()
  async takeOut(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('id', { schema: accountIdSchema }) id: string,
    @Param('profileId') profileId: string,
  ): Promise<void> {
    await this.accounts.takeOut(workspace, id, profileId, by);
  }
}
