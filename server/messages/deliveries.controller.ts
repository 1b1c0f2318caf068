import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';

import { Workspace } from '../access/workspace.decorator.js';
import { type Page, pageSchema } from '../platform/lists.js';
import {
  type DeliveriesQuery,
  type DeliveryAnswer,
  deliveriesQuerySchema,
  deliverySchema,
  type RenderedDeliveryAnswer,
  renderedDeliverySchema,
} from './deliveries.schemas.js';
import { DeliveriesStore } from './deliveries.store.js';
import type { DeliveryDocument } from './delivery.js';
import { templateErrors } from './messages.errors.js';

@ApiTags('deliveries')
@Controller('api/deliveries')
export class DeliveriesController {
  constructor(@Inject(DeliveriesStore) private readonly deliveries: DeliveriesStore) {}

  /** Newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(deliverySchema) })
  async list(@Workspace() workspace: string, @Query({ schema: deliveriesQuerySchema }) query: DeliveriesQuery): Promise<Page<DeliveryAnswer>> {
    const { cursor, limit, ...filter } = query;
    const page = await this.deliveries.list(workspace, filter, { cursor, limit });
    return { ...page, items: page.items.map(toAnswer) };
  }

  /** One delivery, with the message as it was handed over. */
  @Get(':key')
  @ApiOkResponse({ standardSchema: renderedDeliverySchema })
  async read(@Workspace() workspace: string, @Param('key') key: string): Promise<RenderedDeliveryAnswer> {
    const [delivery, content] = await Promise.all([this.deliveries.read(workspace, key), this.deliveries.readContent(workspace, key)]);
    if (delivery === null) throw templateErrors.unknownDelivery(key);
    return { ...toAnswer(delivery), rendered: content && { subject: content.subject, html: content.html, text: content.text } };
  }
}

function toAnswer({ _id, workspace: _workspace, ...delivery }: DeliveryDocument): DeliveryAnswer {
  return {
    ...delivery,
    createdAt: delivery.createdAt.toISOString(),
    updatedAt: delivery.updatedAt.toISOString(),
    handedOverAt: delivery.handedOverAt?.toISOString(),
    sentAt: delivery.sentAt?.toISOString(),
    history: delivery.history.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  };
}
