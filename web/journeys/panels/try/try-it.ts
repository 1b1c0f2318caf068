import type { Trigger } from '@cairn/workflows/contracts/journey.js';

import { shell } from '../../model/entries-call.js';

/** One event to send for one person. */
export interface EventCall {
  name: string;
  /** Empty until somebody is chosen. */
  who: { userId?: string; anonymousId?: string };
  properties: { [key: string]: unknown };
}

/** Properties that read like the real thing, so that templates have something to show; each time another cart, so that it may enter again. */
function exampleProperties(name: string): EventCall['properties'] {
  if (!/cart|checkout|order/i.test(name)) return {};
  return {
    cart_id: `cart-${Math.floor(1_000 + Math.random() * 9_000)}`,
    total: 49.9,
    currency: 'EUR',
    products: [{ product_id: 'cd-042', name: 'Kind of Blue', price: 24.95, quantity: 2 }],
  };
}

/** What would start the journey: its own event, with the properties its filter asks for where they are plain equalities. */
export function triggerCall(trigger: Trigger): EventCall {
  const name = trigger.type === 'event' ? trigger.event.name.replace(/\*$/, '') : '';
  const properties = exampleProperties(name);
  const where = trigger.type === 'event' ? trigger.event.where : undefined;
  const clauses = where === undefined ? [] : 'fact' in where ? [where] : 'all' in where ? where.all : [];
  for (const clause of clauses) if ('fact' in clause && clause.operator === 'equal' && !clause.path.includes('.')) properties[clause.path] = clause.value;
  return { name, who: {}, properties };
}

/** Code needs somebody even before one was chosen. */
export function shown(who: EventCall['who']): EventCall['who'] {
  return Object.keys(who).length === 0 ? { userId: 'USER_ID' } : who;
}

export function isChosen(who: EventCall['who']): boolean {
  return Object.keys(who).length > 0;
}

export function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the look-up wants it, `userId:u1`. */
export function identityOf({ userId, anonymousId }: EventCall['who']): string {
  return userId === undefined ? `anonymousId:${anonymousId ?? ''}` : `userId:${userId}`;
}

export function curlFor(origin: string, writeKey: string, { name, who, properties }: EventCall): string {
  return publicCurl(`${origin}/v1/track`, writeKey, { ...shown(who), event: name, properties });
}

export function identifyCurl(origin: string, writeKey: string, who: EventCall['who'], traits: EventCall['properties']): string {
  return publicCurl(`${origin}/v1/identify`, writeKey, { ...shown(who), traits });
}

function publicCurl(address: string, writeKey: string, body: object): string {
  return [
    `curl ${shell(address)} \\`,
    `  --user ${shell(`${writeKey}:`)} \\`,
    "  --header 'content-type: application/json' \\",
    `  --data ${shell(JSON.stringify(body, null, 2))}`,
  ].join('\n');
}

export function nodeFor(origin: string, writeKey: string, { name, who, properties }: EventCall): string {
  return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: ${JSON.stringify(writeKey)}, host: ${JSON.stringify(origin)} });

analytics.track(${JSON.stringify({ ...shown(who), event: name, properties }, null, 2)});
await analytics.closeAndFlush();`;
}

export function browserFor(origin: string, writeKey: string, { name, who, properties }: EventCall): string {
  return `import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({ writeKey: ${JSON.stringify(writeKey)}, cdnURL: ${JSON.stringify(origin)} });

${who.anonymousId === undefined ? `await analytics.identify(${JSON.stringify(shown(who).userId)});` : `analytics.setAnonymousId(${JSON.stringify(who.anonymousId)});`}
await analytics.track(${JSON.stringify(name)}, ${JSON.stringify(properties, null, 2)});`;
}
