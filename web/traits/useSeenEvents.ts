import type { Page } from '../api/client.js';
import { useGet } from '../api/query.js';

interface SeenEvent {
  name: string;
  properties: string[];
}

/** Events that were really seen, with their properties: what fields suggest. */
export function useSeenEvents(): { names: string[]; propertiesOf(event: string): string[] } {
  const { data } = useGet<Page<SeenEvent>>('/api/event-names', { query: { limit: 200 } });
  const items = data?.items ?? [];
  return { names: items.map(({ name }) => name), propertiesOf: (event) => items.find(({ name }) => name === event)?.properties ?? [] };
}
