export const templatesPath = '/api/templates';
export const deliveriesPath = '/api/deliveries';

export interface TemplateDefinition {
  name: string;
  subject: string;
  preheader?: string;
  mjml: string;
  text?: string;
}

export interface TemplateItem {
  key: string;
  draft: TemplateDefinition;
  liveVersion: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface TemplateProblem {
  path?: string;
  code?: string;
  message: string;
  line?: number;
  severity?: 'error' | 'warning';
}

export interface TemplatePreview {
  html: string;
  text: string;
  subject: string;
  problems: TemplateProblem[];
}

export type DeliveryState = 'intended' | 'handing-over' | 'sent' | 'failed' | 'unknown' | 'refused';

export interface DeliveryItem {
  key: string;
  profileId: string;
  journey: string;
  version: string;
  runId: string;
  stepId: string;
  visit: number;
  channel: 'email';
  template: string;
  state: DeliveryState;
  handOver: number;
  transactional: boolean;
  to?: string | null;
  subject?: string | null;
  providerMessageId?: string | null;
  reason?: string | null;
  detail?: string | null;
  createdAt: string;
  updatedAt: string;
  handedOverAt?: string | null;
  sentAt?: string | null;
  history: { state: DeliveryState; at: string; reason?: string | null }[];
}

export interface Delivery extends DeliveryItem {
  /** As handed over; null when nothing was. */
  rendered: { subject: string; html: string; text: string } | null;
}
