import type { components } from './generated/schema.js';

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
