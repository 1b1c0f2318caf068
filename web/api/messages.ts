import { useMemo } from 'react';

import type { Page } from './client.js';
import type { components } from './generated/schema.js';
import { useGet } from './query.js';

type Schemas = components['schemas'];

export const templatesPath = '/api/templates';
export const deliveriesPath = '/api/deliveries';

export type TemplateDefinition = Schemas['TemplateDefinition'];
export type TemplateItem = Schemas['Template'];
export type TemplatePreview = Schemas['TemplatePreview'];
export type DeliveryItem = Schemas['Delivery'];
export type DeliveryState = DeliveryItem['state'];
/** With its content as handed over; null when nothing was. */
export type Delivery = Schemas['RenderedDelivery'];

/** Key → name, for pages that show templates by name. */
export function useTemplateNames(): Map<string, string> {
  const { data } = useGet<Page<TemplateItem>>(templatesPath);
  return useMemo(() => new Map((data?.items ?? []).map((template) => [template.key, template.draft.name])), [data]);
}
