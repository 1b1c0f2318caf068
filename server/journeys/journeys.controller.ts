import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { ActorNames } from '../access/actor-names.js';
import { Actor, Workspace } from '../access/workspace.decorator.js';
import type { VersionDocument } from '../platform/collections.js';
import { definitionFileSchema } from '../platform/definition-file.schema.js';
import { decodeCursor, type ListQuery, listQuerySchema, type Page, pageOf, pageSchema } from '../platform/lists.js';
import { EntriesService } from './entries.service.js';
import { JourneyAnswers } from './journey-answers.js';
import {
  draftSavesQuerySchema,
  draftSavesSchema,
  enteredSchema,
  entriesSchema,
  type JourneyAnswer,
  journeyKeySchema,
  journeySchema,
  problemsSchema,
  publishedSchema,
  publishSchema,
  putJourneySchema,
  saveDraftSchema,
  validateSchema,
  versionSchema,
} from './journeys.schemas.js';
import { JourneysService } from './journeys.service.js';
import { JourneysStore } from './journeys.store.js';

const key = { schema: journeyKeySchema };

@ApiTags('journeys')
@Controller('api/journeys')
export class JourneysController {
  constructor(
    @Inject(JourneysService) private readonly service: JourneysService,
    @Inject(JourneysStore) private readonly journeys: JourneysStore,
    @Inject(JourneyAnswers) private readonly answers: JourneyAnswers,
    @Inject(EntriesService) private readonly entries: EntriesService,
    @Inject(ActorNames) private readonly names: ActorNames,
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
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Body({ schema: putJourneySchema }) definition: unknown,
  ): Promise<JourneyAnswer> {
    const saved = await this.service.put(workspace, journey, definition, by);
    return { ...(await this.answers.journey(workspace, saved)), problems: await this.service.validate(workspace, saved.draft) };
  }

  /** The draft as a file for git: canonical YAML, with where its steps stand in a block of its own. */
  @Get(':key/yaml')
  @ApiOkResponse({ standardSchema: definitionFileSchema })
  async file(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<{ yaml: string }> {
    return { yaml: await this.service.file(workspace, journey) };
  }

  /** As PUT of a definition, from a file. 422 `invalid-file` names the lines. */
  @Put(':key/yaml')
  @ApiOkResponse({ standardSchema: journeySchema })
  async putFile(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Body({ schema: definitionFileSchema }) { yaml }: { yaml: string },
  ): Promise<JourneyAnswer> {
    const saved = await this.service.putFile(workspace, journey, yaml, by);
    return { ...(await this.answers.journey(workspace, saved)), problems: await this.service.validate(workspace, saved.draft) };
  }

  /** Saves the draft with its layout onto the revision it grew from; 409 `draft-changed` when somebody saved since. */
  @Put(':key/draft')
  @ApiOkResponse({ standardSchema: journeySchema })
  async saveDraft(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Body({ schema: saveDraftSchema }) draft: z.infer<typeof saveDraftSchema>,
  ): Promise<JourneyAnswer> {
    return await this.answers.journey(workspace, await this.service.saveDraft(workspace, journey, draft, by));
  }

  /** Who made which of the newest 50 revisions of the draft, and which steps it changed; oldest first. */
  @Get(':key/draft/saves')
  @ApiOkResponse({ standardSchema: draftSavesSchema })
  async draftSaves(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Query({ schema: draftSavesQuerySchema }) { after }: z.infer<typeof draftSavesQuerySchema>,
  ): Promise<z.infer<typeof draftSavesSchema>> {
    const saves = ((await this.service.read(workspace, journey)).draftSaves ?? []).filter(({ revision }) => revision > after);
    const names = await this.names.of(
      workspace,
      saves.map((save) => save.by),
    );
    return {
      items: saves.map(({ revision, at, steps, ...save }) => ({
        revision,
        at: at.toISOString(),
        steps,
        name: names.get(save.by) ?? null,
        you: save.by === by,
      })),
    };
  }

  /** The draft becomes the version that people enter; those inside finish theirs, or go where the plan says. 422 names each problem with its place and step. */
  @Post(':key/publish')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: publishedSchema })
  async publish(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Body({ schema: publishSchema }) body: z.infer<typeof publishSchema>,
  ): Promise<z.infer<typeof publishedSchema>> {
    return await this.service.publish(workspace, journey, { draftRevision: body?.draftRevision, plan: body?.plan, by });
  }

  /**
   * Brings people into a journey whose trigger is `api`, with a payload. Answered once stored; re-entry, filter and pause decide a moment later, and say why.
   * One who cannot be named is rejected by index, the others are taken.
   */
  @Post(':key/entries')
  @HttpCode(202)
  @ApiAcceptedResponse({ standardSchema: enteredSchema })
  async enter(
    @Workspace() workspace: string,
    @Param('key', key) journey: string,
    @Body({ schema: entriesSchema }) body: z.infer<typeof entriesSchema>,
  ): Promise<z.infer<typeof enteredSchema>> {
    return await this.entries.enter(workspace, journey, body);
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

  /** Newest first. */
  @Get(':key/versions')
  @ApiOkResponse({ standardSchema: pageSchema(versionSchema) })
  async versions(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<Page<VersionAnswer>> {
    const items = (await this.service.listVersions(workspace, journey)).map(toVersion);
    return { items, nextCursor: null, total: items.length };
  }

  /** One version by its hash. It never changes. */
  @Get(':key/versions/:hash')
  @ApiOkResponse({ standardSchema: versionSchema })
  async version(@Workspace() workspace: string, @Param('key', key) journey: string, @Param('hash') hash: string): Promise<VersionAnswer> {
    return toVersion(await this.service.readVersion(workspace, journey, hash));
  }
}

type VersionAnswer = z.infer<typeof versionSchema>;

function toVersion({ hash, number, definition, createdAt, createdBy }: VersionDocument<JourneyDefinition>): VersionAnswer {
  return { hash, number, definition, createdAt: createdAt.toISOString(), createdBy };
}
