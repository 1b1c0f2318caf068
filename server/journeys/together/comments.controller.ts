import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { ActorNames } from '../../access/actor-names.js';
import { Actor, Workspace } from '../../access/workspace.decorator.js';
import { CLOCK } from '../../platform/clock.js';
import { decodeCursor, type Page, pageOf } from '../../platform/lists.js';
import type { Clock } from '../../profiles/core.js';
import { journeyKeySchema } from '../journeys.schemas.js';
import { JourneysService } from '../journeys.service.js';
import { commentErrors } from './comments.errors.js';
import {
  type CommentAnswer,
  changeCommentSchema,
  commentCountsSchema,
  commentSchema,
  commentsQuerySchema,
  commentsSchema,
  newCommentSchema,
} from './comments.schemas.js';
import { type CommentDocument, CommentsStore } from './comments.store.js';

const key = { schema: journeyKeySchema };

@ApiTags('journeys')
@Controller('api/journeys/:key/comments')
export class CommentsController {
  constructor(
    @Inject(CommentsStore) private readonly comments: CommentsStore,
    @Inject(JourneysService) private readonly journeys: JourneysService,
    @Inject(ActorNames) private readonly names: ActorNames,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: commentsSchema })
  async list(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Query({ schema: commentsQuerySchema }) { cursor, limit, step, resolved }: z.infer<typeof commentsQuerySchema>,
  ): Promise<Page<CommentAnswer>> {
    await this.journeys.read(workspace, journey);
    const found = await this.comments.list(workspace, journey, {
      stepId: step === '@journey' ? null : step,
      resolved: resolved === undefined ? undefined : resolved === 'true',
      before: cursor === undefined ? undefined : decodeCursor(cursor, ['string'])[0],
      limit: limit + 1,
    });
    const answers = new Map((await this.answers(workspace, by, found)).map((answer) => [answer.id, answer]));
    return pageOf(
      found,
      limit,
      ({ commentId }) => answers.get(commentId) as CommentAnswer,
      ({ commentId }) => [commentId],
    );
  }

  /** How many are open, on the journey and on each step. */
  @Get('counts')
  @ApiOkResponse({ standardSchema: commentCountsSchema })
  async counts(@Workspace() workspace: string, @Param('key', key) journey: string): Promise<z.infer<typeof commentCountsSchema>> {
    await this.journeys.read(workspace, journey);
    const { '': onJourney = 0, ...steps } = Object.fromEntries(await this.comments.openCounts(workspace, journey));
    return { journey: onJourney, steps };
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: commentSchema })
  async add(
    @Workspace() workspace: string,
    @Actor() author: string,
    @Param('key', key) journey: string,
    @Body({ schema: newCommentSchema }) { stepId, text }: z.infer<typeof newCommentSchema>,
  ): Promise<CommentAnswer> {
    await this.journeys.read(workspace, journey);
    return await this.answer(workspace, author, await this.comments.add({ workspace, journey, stepId, text, author }, this.now()));
  }

  /** Its text, by its author; `resolved`, by anybody. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: commentSchema })
  async change(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('key', key) journey: string,
    @Param('id') id: string,
    @Body({ schema: changeCommentSchema }) { text, resolved }: z.infer<typeof changeCommentSchema>,
  ): Promise<CommentAnswer> {
    await this.find(workspace, journey, id);
    if (text !== undefined && !(await this.comments.edit(workspace, id, by, text, this.now()))) throw commentErrors.notYours(id);
    if (resolved === true) await this.comments.resolve(workspace, id, by, this.now());
    if (resolved === false) await this.comments.reopen(workspace, id);
    return await this.answer(workspace, by, await this.find(workspace, journey, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Workspace() workspace: string, @Actor() by: string, @Param('key', key) journey: string, @Param('id') id: string): Promise<void> {
    await this.find(workspace, journey, id);
    if (!(await this.comments.remove(workspace, id, by))) throw commentErrors.notYours(id);
  }

  private async find(workspace: string, journey: string, id: string): Promise<CommentDocument> {
    const comment = await this.comments.read(workspace, journey, id);
    if (!comment) throw commentErrors.unknown(id);
    return comment;
  }

  private async answer(workspace: string, by: string, comment: CommentDocument): Promise<CommentAnswer> {
    return (await this.answers(workspace, by, [comment]))[0] as CommentAnswer;
  }

  private async answers(workspace: string, by: string, comments: readonly CommentDocument[]): Promise<CommentAnswer[]> {
    const names = await this.names.of(
      workspace,
      comments.flatMap(({ author, resolved }) => [author, ...(resolved ? [resolved.by] : [])]),
    );
    return comments.map(({ commentId, stepId, text, author, createdAt, editedAt, resolved }) => ({
      id: commentId,
      stepId,
      text,
      author: names.get(author) ?? null,
      own: author === by,
      createdAt: createdAt.toISOString(),
      editedAt: editedAt?.toISOString() ?? null,
      resolvedAt: resolved?.at.toISOString() ?? null,
      resolvedBy: (resolved && names.get(resolved.by)) ?? null,
    }));
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
