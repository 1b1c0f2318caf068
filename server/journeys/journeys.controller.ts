import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Actor, Workspace } from '../access/workspace.decorator.js';
import { decodeCursor, type ListQuery, listQuerySchema, type Page, pageOf, pageSchema } from '../platform/lists.js';
import { JourneyAnswers } from './journey-answers.js';
import {
  countsQuerySchema,
  countsSchema,
  type JourneyAnswer,
  journeyKeySchema,
  journeySchema,
  problemsSchema,
  publishedSchema,
  publishSchema,
  putJourneySchema,
  type RunAnswer,
  runSchema,
  runsQuerySchema,
  runsSchema,
  saveDraftSchema,
  validateSchema,
  versionSchema,
} from './journeys.schemas.js';
import { JourneysService } from './journeys.service.js';
import { JourneysStore } from './journeys.store.js';
import { RunsStore } from './runs.store.js';

const key = { schema: journeyKeySchema };

@ApiTags('journeys')
@Controller('api/journeys')
export class JourneysController {
  constructor(
    @Inject(JourneysService) private readonly service: JourneysService,
    @Inject(JourneysStore) private readonly journeys: JourneysStore,
    @Inject(RunsStore) private readonly runs: RunsStore,
    @Inject(JourneyAnswers) private readonly answers: JourneyAnswers,
  ) {}

  /** By key, each with how many entered, are inside and ended. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(journeySchema) })
  async list(@Workspace() workspace: string, @Query({ schema: listQuerySchema }) { cursor, limit }: ListQuery): Promise<Page<JourneyAnswer>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0];
    const found = await this.journeys.list(workspace, { after, limit: limit + 1 });
    const answers = new Map((await this.answers.journeys(workspace, found)).map((answer) => [answer.key, answer]));
    return pageOf(
      found,
      limit,
      (journey) => answers.get(journey.key) as JourneyAnswer,
      (journey) => [journey.key],
    );
  }

  @Get(':key')
  @ApiOkResponse({ standardSchema: journeySchema })
  async read(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<JourneyAnswer> {
    return await this.answers.journey(workspace, await this.service.read(workspace, journey));
  }

  /** Makes the journey, or replaces its draft, by its canonical definition. Safe to repeat. `problems` says what publishing would refuse. */
  @Put(':key')
  @ApiOkResponse({ standardSchema: journeySchema })
  async put(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Body({ schema: putJourneySchema }) definition: unknown,
  ): Promise<JourneyAnswer> {
    const saved = await this.service.put(workspace, journey, definition);
    return { ...(await this.answers.journey(workspace, saved)), problems: await this.service.validate(workspace, saved.draft) };
  }

  /** Saves the draft with its layout onto the revision it grew from; 409 `draft-changed` when somebody saved since. */
  @Put(':key/draft')
  @ApiOkResponse({ standardSchema: journeySchema })
  async saveDraft(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Body({ schema: saveDraftSchema }) draft: z.infer<typeof saveDraftSchema>,
  ): Promise<JourneyAnswer> {
    return await this.answers.journey(workspace, await this.service.saveDraft(workspace, journey, draft));
  }

  /** The draft becomes the version that people enter; those inside finish theirs. 422 names each problem with its place and step. */
  @Post(':key/publish')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: publishedSchema })
  async publish(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Body({ schema: publishSchema }) body: z.infer<typeof publishSchema>,
  ): Promise<z.infer<typeof publishedSchema>> {
    return await this.service.publish(workspace, journey, { draftRevision: body?.draftRevision, by });
  }

  /** Refuses new entries and holds timers that fall due; exits still act. */
  @Post(':key/pause')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: journeySchema })
  async pause(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<JourneyAnswer> {
    return await this.answers.journey(workspace, await this.service.pause(workspace, journey));
  }

  /** Timers that fell due meanwhile fire now. */
  @Post(':key/resume')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: journeySchema })
  async resume(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<JourneyAnswer> {
    return await this.answers.journey(workspace, await this.service.resume(workspace, journey));
  }

  /** Archives it: nobody enters any more, and the people inside leave with `journey-archived`. */
  @Delete(':key')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<void> {
    await this.service.remove(workspace, journey);
  }

  /** What publishing a definition would refuse or warn of. Stores nothing. */
  @Post(':key/validate')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: problemsSchema })
  async validate(
    @Workspace() workspace: string,
    @Param('key', key) _journey: string,
    @Body({ schema: validateSchema }) { definition }: z.infer<typeof validateSchema>,
  ): Promise<z.infer<typeof problemsSchema>> {
    return { problems: await this.service.validate(workspace, definition) };
  }

  /** Newest first. `step`: standing there now (`state=active`), or having come by. */
  @Get(':key/runs')
  @ApiOkResponse({ standardSchema: runsSchema })
  async listRuns(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Query({ schema: runsQuerySchema }) { cursor, limit, ...filter }: z.infer<typeof runsQuerySchema>,
  ): Promise<Page<RunAnswer>> {
    await this.service.read(workspace, journey);
    const [at, runId] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string']);
    const before = at === undefined || runId === undefined ? undefined : { enteredAt: new Date(at), runId };
    const found = await this.runs.list(workspace, { journey, ...filter, before, limit: limit + 1 });
    const answers = new Map((await this.answers.runs(workspace, found)).map((answer) => [answer.runId, answer]));
    return pageOf(
      found,
      limit,
      (run) => answers.get(run.runId) as RunAnswer,
      (run) => [run.enteredAt.getTime(), run.runId],
    );
  }

  /** One person's passage: the path with its times, and the workflow behind it. */
  @Get(':key/runs/:runId')
  @ApiOkResponse({ standardSchema: runSchema })
  async readRun(@Workspace() workspace: string, @Param('key', key) journey: string, @Param('runId') runId: string): Promise<RunAnswer> {
    return await this.answers.run(workspace, journey, runId);
  }

  /** How many wait, passed and failed at each step, and took each edge. @since only runs that entered then or later */
  @Get(':key/counts')
  @ApiOkResponse({ standardSchema: countsSchema })
  async counts(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Query({ schema: countsQuerySchema }) { since }: z.infer<typeof countsQuerySchema>,
  ): Promise<z.infer<typeof countsSchema>> {
    return await this.runs.counts(workspace, journey, since === undefined ? undefined : new Date(since));
  }

  /** Newest first. */
  @Get(':key/versions')
  @ApiOkResponse({ standardSchema: pageSchema(versionSchema) })
  async versions(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<Page<z.infer<typeof versionSchema>>> {
    const versions = await this.service.listVersions(workspace, journey);
    const items = versions.map(({ hash, number, definition, createdAt, createdBy }) => ({
      hash,
      number,
      definition,
      createdAt: createdAt.toISOString(),
      createdBy,
    }));
    return { items, nextCursor: null, total: items.length };
  }
}
