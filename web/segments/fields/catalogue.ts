import { useDebouncedValue } from '@mantine/hooks';

import type { Page } from '../../api/client.js';
import { useGet } from '../../api/query.js';
import { type Trait, type TraitKind, traitsPath } from '../../api/traits.js';

/** One name that was really seen, with what was seen of it. */
export interface Seen {
  name: string;
  label: string;
  types: Trait['types'];
  examples: unknown[];
  lastSeenAt: string | null;
}

interface SeenName {
  name: string;
  examples: unknown[];
  properties: string[];
  lastSeenAt: string;
}

/** Events whose name begins so, the most frequent first. */
export function useSeenEvents(prefix: string): (Seen & { properties: string[] })[] {
  const [asked] = useDebouncedValue(prefix.replace(/\*$/, ''), 200);
  const { data } = useGet<Page<SeenName>>('/api/event-names', { query: { prefix: asked, limit: 200 } });
  return (data?.items ?? []).map(({ name, examples, properties, lastSeenAt }) => ({ name, label: name, types: [], examples, properties, lastSeenAt }));
}

/** What the catalogue knows: with `search`, those in whose name, description or owner it is. */
export function useCatalogue(query: { kind?: TraitKind; event?: string; search?: string }, enabled = true): Trait[] {
  const [search] = useDebouncedValue(query.search ?? '', 200);
  const { data } = useGet<Page<Trait>>(traitsPath, { query: { ...query, search, limit: 100 }, enabled });
  return data?.items ?? [];
}

export function seenOf({ name, label, types, example, exampleMasked, lastSeenAt }: Trait): Seen {
  return { name, label: label ?? name, types, examples: exampleMasked || example === undefined || example === null ? [] : [example], lastSeenAt };
}

/** A seen value as a person reads it; lists and objects as their JSON, none for nothing. */
export function exampleText(example: unknown): string {
  if (example === undefined || example === null) return '';
  return typeof example === 'object' ? JSON.stringify(example).slice(0, 60) : String(example);
}
