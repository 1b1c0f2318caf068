import { Body, Controller, Delete, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ActorNames } from '../../access/actor-names.js';
import { Actor, Workspace } from '../../access/workspace.decorator.js';
import { CLOCK } from '../../platform/clock.js';
import type { Clock } from '../../profiles/core.js';
import { journeyKeySchema, nodeIdSchema } from '../journeys.schemas.js';
import { JourneysService } from '../journeys.service.js';
import { PresenceStore } from './presence.store.js';

const windowSchema = z.string().regex(/^[A-Za-z0-9-]{1,40}$/, 'must be 1 to 40 letters, digits and hyphens');
const beatSchema = z.object({ stepId: nodeIdSchema.nullable().default(null) }).meta({ id: 'JourneyPresenceBeat' });
const presenceSchema = z
  .object({
    /** Everybody else who has this journey open; of one person the windows together. `you`: another window of the one who asks. */
    others: z.array(z.object({ name: z.string().nullable(), you: z.boolean(), stepIds: z.array(z.string()) })),
    /** The draft's, so that a window learns that it shows an older one. */
    draftRevision: z.int(),
    /** Beat again within so long, or you are gone. */
    expiresAfterMs: z.int(),
  })
  .meta({ id: 'JourneyPresence' });
type Presence = z.infer<typeof presenceSchema>;

/** Three beats of a page that beats every 10 s. */
const expiresAfterMs = 30_000;
const key = { schema: journeyKeySchema };
const windowId = { schema: windowSchema };

/** Who has a journey open: each window says so again and again, and learns of the others by the answer. */
@ApiTags('journeys')
@Controller('api/journeys/:key/presence/:windowId')
export class PresenceController {
  constructor(
    @Inject(PresenceStore) private readonly presence: PresenceStore,
    @Inject(JourneysService) private readonly journeys: JourneysService,
    @Inject(ActorNames) private readonly names: ActorNames,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Put()
  @ApiOkResponse({ standardSchema: presenceSchema })
  async beat(
    @Workspace() workspace: string,
    @Actor() actor: string,
    @Param('key', key) journey: string,
    @Param('windowId', windowId) window: string,
    @Body({ schema: beatSchema }) { stepId }: z.infer<typeof beatSchema>,
  ): Promise<Presence> {
    const { draftRevision } = await this.journeys.read(workspace, journey);
    const now = this.clock.now();
    await this.presence.beat({ workspace, journey, actor, windowId: window }, stepId, new Date(now + expiresAfterMs));
    const windows = (await this.presence.present(workspace, journey, new Date(now))).filter((each) => each.actor !== actor || each.windowId !== window);
    const actors = [...new Set(windows.map((each) => each.actor))];
    const names = await this.names.of(workspace, actors);
    const others = actors.map((other) => ({
      name: names.get(other) ?? null,
      you: other === actor,
      stepIds: [...new Set(windows.filter((each) => each.actor === other).flatMap((each) => each.stepId ?? []))],
    }));
    return { others, draftRevision, expiresAfterMs };
  }

  /** The window is closed. */
  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  async leave(
    @Workspace() workspace: string,
    @Actor() actor: string,
    @Param('key', key) journey: string,
    @Param('windowId', windowId) window: string,
  ): Promise<void> {
    await this.presence.leave({ workspace, journey, actor, windowId: window });
  }
}
