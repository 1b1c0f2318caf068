export const snippetLanguages = [
  { value: 'curl', label: 'curl' },
  { value: 'node', label: 'Node.js' },
  { value: 'browser', label: 'JavaScript' },
] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number]['value'];

/** Code that sends one event and works as it stands. */
export function snippet(language: SnippetLanguage, { origin, writeKey }: { origin: string; writeKey: string }): string {
  switch (language) {
    case 'curl':
      return `curl ${origin}/v1/track \\
  -u ${writeKey}: \\
  -H 'content-type: application/json' \\
  -d '{"userId": "u1", "event": "Cart Updated", "properties": {"cart_id": "c1", "total": 49.9}}'`;
    case 'node':
      return `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' });
analytics.track({ userId: 'u1', event: 'Cart Updated', properties: { cart_id: 'c1', total: 49.9 } });
await analytics.closeAndFlush();`;
    case 'browser':
      return `// npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load(
  { writeKey: '${writeKey}', cdnURL: '${origin}' },
  { integrations: { 'Segment.io': { apiHost: '${origin.replace(/^https?:\/\//, '')}/v1', protocol: '${origin.startsWith('https') ? 'https' : 'http'}' } } },
);
analytics.track('Cart Updated', { cart_id: 'c1', total: 49.9 });`;
  }
}
