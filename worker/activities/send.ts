import { WorkspacesStore } from '@cairn/server/access/workspaces.store.js';
import { unsubscribeUrl } from '@cairn/server/consent/unsubscribe-token.js';
import { JourneysStore } from '@cairn/server/journeys/journeys.store.js';
import type { ChannelAdapter } from '@cairn/server/messages/channel.js';
import { DeliveriesStore } from '@cairn/server/messages/deliveries.store.js';
import type { Renderer } from '@cairn/server/messages/renderer.js';
import { createSender, type SenderDeps, type SendPort } from '@cairn/server/messages/send.js';
import { TemplatesStore } from '@cairn/server/messages/templates.store.js';
import { gathered } from '@cairn/server/platform/gathering.js';
import type { Clock, ProfileCore } from '@cairn/server/profiles/core.js';
import type { Db } from 'mongodb';

export interface SendDeps {
  db: Db;
  core: ProfileCore;
  renderer: Renderer;
  adapter: ChannelAdapter;
  clock: Clock;
  /** Both as the server has them: its page reads what is signed here. */
  publicUrl: string;
  secret: string;
  onOutcome?: SenderDeps['onOutcome'];
}

/** The send procedure over the real stores: what `createActivities` takes as `send`. */
export function createSendPort(deps: SendDeps): SendPort {
  const { db, core, renderer, adapter, clock, publicUrl, secret, onOutcome } = deps;
  const journeys = new JourneysStore(db);
  const templates = new TemplatesStore(db);
  const workspaces = new WorkspacesStore(db);
  return createSender({
    core,
    deliveries: new DeliveriesStore(db),
    adapter,
    clock,
    journeyNow: gathered(async (workspace: string, journey: string) => await journeys.readNow(workspace, journey)),
    readWorkspace: gathered(async (workspace: string) => await workspaces.read(workspace)),
    readTemplate: gathered(async (workspace: string, key: string) => await templates.readLive(workspace, key)),
    render: async (version, definition, variables) => await renderer.render(version, definition, variables),
    unsubscribeUrl: (workspace, profileId, channel, deliveryKey) => unsubscribeUrl(publicUrl, secret, { workspace, profileId, channel, deliveryKey }),
    onOutcome,
  });
}
