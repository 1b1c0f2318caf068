import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Principal } from '../access/principal.js';
import { Actor, CurrentPrincipal, Workspace } from '../access/workspace.decorator.js';
import { type ListQuery, listQuerySchema, type Page, pageSchema } from '../platform/lists.js';
import {
  type DecisionAnswer,
  decisionSchema,
  freshQuerySchema,
  lookupQuerySchema,
  type ProfileAnswer,
  type ProfileDeliveryAnswer,
  type ProfileRunAnswer,
  type ProfileSummary,
  profileDeliverySchema,
  profileRunSchema,
  profileSchema,
  profileSummarySchema,
  profilesQuerySchema,
  revealedSchema,
  revealSchema,
  type TimelineEventAnswer,
  type TimelineItem,
  type TimelineQuery,
  type TraitValueAnswer,
  timelineEventSchema,
  timelineItemSchema,
  timelineQuerySchema,
  traitEditsSchema,
  traitValueSchema,
} from './profiles.schemas.js';
import { ProfilesService } from './profiles.service.js';
import { TraitEditsService } from './trait-edits.service.js';

@ApiTags('profiles')
@Controller('api/profiles')
export class ProfilesController {
  constructor(
    @Inject(ProfilesService) private readonly profiles: ProfilesService,
    @Inject(TraitEditsService) private readonly edits: TraitEditsService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'People, the newest first; with `search`, those with an identity, a name or an email that begins so; with `trait`, those with that value.',
  })
  @ApiOkResponse({ standardSchema: pageSchema(profileSummarySchema) })
  async list(
    @Workspace() workspace: string,
    @Query({ schema: profilesQuerySchema }) query: z.infer<typeof profilesQuerySchema>,
  ): Promise<Page<ProfileSummary>> {
    return await this.profiles.list(workspace, query);
  }

  @Get('lookup')
  @ApiOperation({ summary: 'The person with an identity. `fresh=true`: with everything that was accepted before.' })
  @ApiOkResponse({ standardSchema: profileSchema })
  async lookup(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: lookupQuerySchema }) query: z.infer<typeof lookupQuerySchema>,
  ): Promise<ProfileAnswer> {
    return await this.profiles.lookup(principal.workspace, query.identity, { fresh: query.fresh === 'true', mask: isPage(principal) });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One person. The id of a profile that was merged answers the survivor.' })
  @ApiOkResponse({ standardSchema: profileSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query({ schema: freshQuerySchema }) query: z.infer<typeof freshQuerySchema>,
  ): Promise<ProfileAnswer> {
    const profile = await this.profiles.read(principal.workspace, id, { fresh: query.fresh === 'true', mask: isPage(principal) });
    if (isPage(principal)) await this.profiles.noteOpened(principal.workspace);
    return profile;
  }

  @Put(':id/traits')
  @ApiOperation({ summary: 'Edits traits by hand: an identify event of the source `hand`, applied before it answers, and audited. A null clears.' })
  @ApiOkResponse({ standardSchema: profileSchema })
  async editTraits(
    @CurrentPrincipal() principal: Principal,
    @Actor() by: string,
    @Param('id') id: string,
    @Body({ schema: traitEditsSchema }) { traits }: z.infer<typeof traitEditsSchema>,
  ): Promise<ProfileAnswer> {
    await this.edits.edit(principal.workspace, id, traits, by);
    return await this.profiles.read(principal.workspace, id, { fresh: false, mask: isPage(principal) });
  }

  @Get(':id/traits/:name/values')
  @ApiOperation({ summary: 'Every value that was sent for a trait, the newest by event time first.' })
  @ApiOkResponse({ standardSchema: pageSchema(traitValueSchema) })
  async traitValues(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Param('name') name: string,
    @Query({ schema: listQuerySchema }) query: ListQuery,
  ): Promise<Page<TraitValueAnswer>> {
    return await this.profiles.traitValues(principal.workspace, id, name, query, { mask: isPage(principal) });
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @ApiOperation({ summary: 'The value of a trait that pages mask. Audited.' })
  @ApiOkResponse({ standardSchema: revealedSchema })
  async reveal(
    @Workspace() workspace: string,
    @Actor() by: string,
    @Param('id') id: string,
    @Body({ schema: revealSchema }) { trait }: z.infer<typeof revealSchema>,
  ): Promise<z.infer<typeof revealedSchema>> {
    return await this.profiles.reveal(workspace, id, trait, by);
  }

  @Get(':id/events')
  @ApiOperation({ summary: 'What the person did, newest first by the events’ own time.' })
  @ApiOkResponse({ standardSchema: pageSchema(timelineEventSchema) })
  async events(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query({ schema: listQuerySchema }) query: ListQuery,
  ): Promise<Page<TimelineEventAnswer>> {
    return await this.profiles.events(principal.workspace, id, query, { mask: isPage(principal) });
  }

  @Get(':id/decisions')
  @ApiOperation({ summary: 'Why the person entered, was refused, branched, was sent to or not.' })
  @ApiOkResponse({ standardSchema: pageSchema(decisionSchema) })
  async decisions(
    @Workspace() workspace: string,
    @Param('id') id: string,
    @Query({ schema: listQuerySchema }) query: ListQuery,
  ): Promise<Page<DecisionAnswer>> {
    return await this.profiles.decisions(workspace, id, query);
  }

  @Get(':id/runs')
  @ApiOperation({ summary: 'The person’s passages through journeys.' })
  @ApiOkResponse({ standardSchema: pageSchema(profileRunSchema) })
  async runs(@Workspace() workspace: string, @Param('id') id: string, @Query({ schema: listQuerySchema }) query: ListQuery): Promise<Page<ProfileRunAnswer>> {
    return await this.profiles.runs(workspace, id, query);
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'Messages to the person.' })
  @ApiOkResponse({ standardSchema: pageSchema(profileDeliverySchema) })
  async deliveries(
    @Workspace() workspace: string,
    @Param('id') id: string,
    @Query({ schema: listQuerySchema }) query: ListQuery,
  ): Promise<Page<ProfileDeliveryAnswer>> {
    return await this.profiles.deliveries(workspace, id, query);
  }

  @Get(':id/timeline')
  @ApiOperation({ summary: 'Events, decisions, runs, deliveries, merges, consent and tags together, newest first.' })
  @ApiOkResponse({ standardSchema: pageSchema(timelineItemSchema) })
  async timeline(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query({ schema: timelineQuerySchema }) query: TimelineQuery,
  ): Promise<Page<TimelineItem>> {
    return await this.profiles.timeline(principal.workspace, id, query, { mask: isPage(principal) });
  }
}

/** Somebody who looks at a page; programs read everything. */
function isPage({ via }: Principal): boolean {
  return via === 'session';
}
