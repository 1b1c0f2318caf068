import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { Workspace } from '../access/workspace.decorator.js';
import { decodeCursor, type ListQuery, listQuerySchema, type Page, pageOf, pageSchema } from '../platform/lists.js';
import { isSensitive } from '../traits/personal-class.js';
import { bucketOf } from './buckets.js';
import { Catalogue, type CatalogueDocument } from './catalogue.js';
import { toEventAnswer } from './event-answer.js';
import { deadLetterErrors } from './events.errors.js';
import { type EventAnswer, eventSchema, type NameAnswer, nameSchema, namesQuerySchema, replaySchema } from './events.schemas.js';
import { EventsStore } from './events.store.js';
import { WakeUp } from './wake-up.js';

type NamesQuery = z.infer<typeof namesQuerySchema>;

@ApiTags('events')
@Controller('api')
export class EventsController {
  constructor(
    @Inject(EventsStore) private readonly events: EventsStore,
    @Inject(Catalogue) private readonly catalogue: Catalogue,
    @Inject(WakeUp) private readonly wakeUp: WakeUp,
  ) {}

  @Get('event-names')
  @ApiOperation({ summary: 'Names of events that were seen, most frequent first.' })
  @ApiOkResponse({ standardSchema: pageSchema(nameSchema) })
  async eventNames(@Workspace() workspace: string, @Query({ schema: namesQuerySchema }) query: NamesQuery): Promise<Page<NameAnswer>> {
    const names = await this.catalogue.list(workspace, 'event', query);
    return { items: names.map(toNameAnswer), nextCursor: null };
  }

  @Get('trait-names')
  @ApiOperation({ summary: 'Names of traits that were seen, most frequent first.' })
  @ApiOkResponse({ standardSchema: pageSchema(nameSchema) })
  async traitNames(@Workspace() workspace: string, @Query({ schema: namesQuerySchema }) query: NamesQuery): Promise<Page<NameAnswer>> {
    const names = await this.catalogue.list(workspace, 'trait', query);
    return { items: names.map(toNameAnswer), nextCursor: null };
  }

  @Get('dead-letters')
  @ApiOperation({ summary: 'Events that were stored and could not be applied, with the reason.' })
  @ApiOkResponse({ standardSchema: pageSchema(eventSchema) })
  async deadLetters(@Workspace() workspace: string, @Query({ schema: listQuerySchema }) { cursor, limit }: ListQuery): Promise<Page<EventAnswer>> {
    const [at, id] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string']);
    const before = at === undefined || id === undefined ? undefined : { at: new Date(at), id: `${workspace}:${id}` };
    const events = await this.events.deadLetters(workspace, { limit: limit + 1, before });
    return pageOf(
      events,
      limit,
      (event) => toEventAnswer(event),
      (event) => [event.refused?.at.getTime() ?? 0, event.messageId],
    );
  }

  /** Tries a dead letter again. Safe to repeat: while it is being tried it is no dead letter, and the second call says so. */
  @Post('dead-letters/:messageId/replay')
  @ApiOperation({ summary: 'Tries a dead letter again.' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: replaySchema })
  async replay(@Workspace() workspace: string, @Param('messageId') messageId: string): Promise<z.infer<typeof replaySchema>> {
    const event = await this.events.read(workspace, messageId);
    if (event?.refused === undefined) throw deadLetterErrors.unknown(messageId);
    if (!(await this.events.replay(workspace, messageId, event.replayAttempt, bucketOf(event.who)))) throw deadLetterErrors.unknown(messageId);
    this.wakeUp.poke();
    return { messageId, replayAttempt: event.replayAttempt + 1 };
  }
}

function toNameAnswer({ name, count, lastSeenAt, examples, properties, note }: CatalogueDocument): NameAnswer {
  return {
    name,
    count,
    lastSeenAt: (lastSeenAt ?? new Date(0)).toISOString(),
    // What somebody called personal since is shown no more, though it was seen before.
    examples: note?.personalClass && isSensitive(note.personalClass) ? [] : (examples ?? []).slice(0, 5),
    properties: (properties ?? []).slice(0, 100),
  };
}
