import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import { type ListQuery, listQuerySchema, type Page, pageSchema } from '../platform/lists.js';
import { MatchPairsService } from './match-pairs.service.js';
import {
  type MatchingRunAnswer,
  type MatchingRunDetailAnswer,
  type MatchingSettingsAnswer,
  type MatchingSettingsChange,
  type MatchPairAnswer,
  matchingRunDetailSchema,
  matchingRunSchema,
  matchingSettingsSchema,
  matchPairSchema,
  mergedPairSchema,
  type PairsQuery,
  pairsQuerySchema,
  putMatchingSettingsSchema,
} from './matching.schemas.js';
import { MatchingRunsService } from './matching-runs.service.js';
import { MatchingSettingsService } from './matching-settings.service.js';
import type { MergedPair } from './pair-merger.js';

@ApiTags('matching')
@Controller('api/matching')
export class MatchingController {
  constructor(
    @Inject(MatchingSettingsService) private readonly settings: MatchingSettingsService,
    @Inject(MatchingRunsService) private readonly runs: MatchingRunsService,
    @Inject(MatchPairsService) private readonly pairs: MatchPairsService,
  ) {}

  @Get('settings')
  @ApiOperation({ summary: 'Which traits are compared and how, which profiles with which, and from which weight on.' })
  @ApiOkResponse({ standardSchema: matchingSettingsSchema })
  async readSettings(@Workspace() workspace: string): Promise<MatchingSettingsAnswer> {
    return await this.settings.read(workspace);
  }

  @Put('settings')
  @ApiOperation({ summary: 'Thresholds act at once; fields and blocking rules with the next run.' })
  @ApiOkResponse({ standardSchema: matchingSettingsSchema })
  async putSettings(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Body({ schema: putMatchingSettingsSchema }) change: MatchingSettingsChange,
  ): Promise<MatchingSettingsAnswer> {
    return await this.settings.put(workspace, change, by);
  }

  @Post('runs')
  @HttpCode(202)
  @ApiOperation({ summary: 'Looks for duplicates among all profiles, in the background. One search at a time.' })
  @ApiAcceptedResponse({ standardSchema: matchingRunSchema })
  async start(@Workspace() workspace: string, @Actor() by: string): Promise<MatchingRunAnswer> {
    return await this.runs.start(workspace, by);
  }

  @Get('runs')
  @ApiOperation({ summary: 'Searches, the newest first.' })
  @ApiOkResponse({ standardSchema: pageSchema(matchingRunSchema) })
  async list(@Workspace() workspace: string, @Query({ schema: listQuerySchema }) query: ListQuery): Promise<Page<MatchingRunAnswer>> {
    return await this.runs.list(workspace, query);
  }

  @Get('runs/:runId')
  @ApiOperation({ summary: 'One search, with what it learned and how many pairs lie above each weight.' })
  @ApiOkResponse({ standardSchema: matchingRunDetailSchema })
  async read(@Workspace() workspace: string, @Param('runId') runId: string): Promise<MatchingRunDetailAnswer> {
    return await this.runs.read(workspace, runId);
  }

  @Post('runs/:runId/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends a search within seconds; the pairs it found so far stay.' })
  @ApiOkResponse({ standardSchema: matchingRunSchema })
  async cancel(@Workspace() workspace: string, @Param('runId') runId: string): Promise<MatchingRunAnswer> {
    return await this.runs.cancel(workspace, runId);
  }

  @Get('pairs')
  @ApiOperation({ summary: 'Pairs that may be one person, the likeliest first, each with its weight explained field by field.' })
  @ApiOkResponse({ standardSchema: pageSchema(matchPairSchema) })
  async listPairs(@Workspace() workspace: string, @Query({ schema: pairsQuerySchema }) query: PairsQuery): Promise<Page<MatchPairAnswer>> {
    return await this.pairs.list(workspace, query);
  }

  @Get('pairs/:pairId')
  @ApiOkResponse({ standardSchema: matchPairSchema })
  async readPair(@Workspace() workspace: string, @Param('pairId') pairId: string): Promise<MatchPairAnswer> {
    return await this.pairs.read(workspace, pairId);
  }

  @Post('pairs/:pairId/merge')
  @HttpCode(200)
  @ApiOperation({ summary: 'They are one person: the older profile keeps everything of both. `open` undoes it.' })
  @ApiOkResponse({ standardSchema: mergedPairSchema })
  async merge(@Workspace() workspace: string, @Actor() by: string, @Param('pairId') pairId: string): Promise<MergedPair> {
    return await this.pairs.merge(workspace, pairId, by);
  }

  @Post('pairs/:pairId/not-same')
  @HttpCode(200)
  @ApiOperation({ summary: 'They are two people. Remembered until a compared value changes.' })
  @ApiOkResponse({ standardSchema: matchPairSchema })
  async notSame(@Workspace() workspace: string, @Actor() by: string, @Param('pairId') pairId: string): Promise<MatchPairAnswer> {
    return await this.pairs.decide(workspace, pairId, 'notSame', by);
  }

  @Post('pairs/:pairId/later')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sets a pair aside until a compared value changes or somebody opens it again.' })
  @ApiOkResponse({ standardSchema: matchPairSchema })
  async later(@Workspace() workspace: string, @Actor() by: string, @Param('pairId') pairId: string): Promise<MatchPairAnswer> {
    return await this.pairs.decide(workspace, pairId, 'later', by);
  }

  @Post('pairs/:pairId/open')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes back what was said about a pair; of a merged one, undoes the merge.' })
  @ApiOkResponse({ standardSchema: matchPairSchema })
  async open(@Workspace() workspace: string, @Actor() by: string, @Param('pairId') pairId: string): Promise<MatchPairAnswer> {
    return await this.pairs.decide(workspace, pairId, 'open', by);
  }
}
