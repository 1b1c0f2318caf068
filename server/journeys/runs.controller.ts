import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Workspace } from '../access/workspace.decorator.js';
import { CLOCK } from '../platform/clock.js';
import { decodeCursor, type Page, pageOf } from '../platform/lists.js';
import type { Clock } from '../profiles/core.js';
import { JourneyAnswers } from './journey-answers.js';
import {
  countsQuerySchema,
  countsSchema,
  insideSchema,
  journeyKeySchema,
  type RunAnswer,
  runSchema,
  runsQuerySchema,
  runsSchema,
  stepIdSchema,
  stepResultsSchema,
} from './journeys.schemas.js';
import { JourneysService } from './journeys.service.js';
import { RunsStore } from './runs.store.js';

const key = { schema: journeyKeySchema };

/** The people of one journey, and their numbers. */
@ApiTags('journeys')
@Controller('api/journeys/:key')
export class RunsController {
  constructor(
    @Inject(JourneysService) private readonly service: JourneysService,
    @Inject(RunsStore) private readonly runs: RunsStore,
    @Inject(JourneyAnswers) private readonly answers: JourneyAnswers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. `step`: standing there now (`state=active`), or having come by. */
  @Get('runs')
  @ApiOkResponse({ standardSchema: runsSchema })
  async listRuns(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Query({ schema: runsQuerySchema }) { cursor, limit, since, ...filter }: z.infer<typeof runsQuerySchema>,
  ): Promise<Page<RunAnswer>> {
    await this.service.read(workspace, journey);
    const [at, runId] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string']);
    const before = at === undefined || runId === undefined ? undefined : { enteredAt: new Date(at), runId };
    const found = await this.runs.list(workspace, { journey, ...filter, since: dateOf(since), before, limit: limit + 1 });
    const answers = new Map((await this.answers.runs(workspace, found)).map((answer) => [answer.runId, answer]));
    return pageOf(
      found,
      limit,
      (run) => answers.get(run.runId) as RunAnswer,
      (run) => [run.enteredAt.getTime(), run.runId],
    );
  }

  /** One person's passage: the path with its times, and the workflow behind it. */
  @Get('runs/:runId')
  @ApiOkResponse({ standardSchema: runSchema })
  async readRun(@Workspace() workspace: string, @Param('key', key) journey: string, @Param('runId') runId: string): Promise<RunAnswer> {
    return await this.answers.run(workspace, journey, runId);
  }

  /** How many wait, passed and failed at each step, and took each edge. @since only runs that entered then or later */
  @Get('counts')
  @ApiOkResponse({ standardSchema: countsSchema })
  async counts(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Query({ schema: countsQuerySchema }) { since }: z.infer<typeof countsQuerySchema>,
  ): Promise<z.infer<typeof countsSchema>> {
    return await this.runs.counts(workspace, journey, dateOf(since));
  }

  /** What became of those who came to one step. @since only runs that entered then or later */
  @Get('steps/:stepId/results')
  @ApiOkResponse({ standardSchema: stepResultsSchema })
  async results(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Param('stepId', { schema: stepIdSchema }) stepId: string,
    @Query({ schema: countsQuerySchema }) { since }: z.infer<typeof countsQuerySchema>,
  ): Promise<z.infer<typeof stepResultsSchema>> {
    return await this.runs.results(workspace, journey, stepId, dateOf(since));
  }

  /** How many are inside at this moment, on which version, and how many of them a pause holds up: the head-count before a decision. */
  @Get('inside')
  @ApiOkResponse({ standardSchema: insideSchema })
  async inside(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<z.infer<typeof insideSchema>> {
    await this.service.read(workspace, journey);
    return await this.answers.inside(workspace, await this.runs.inside(workspace, journey, this.clock.now()));
  }
}

function dateOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
