import { path } from '../api/client.js';
import type { Read } from '../api/query.js';

const named = { query: { limit: 200 } };
export const templatesRead = { address: '/api/templates', ...named };
export const segmentsRead = { address: '/api/segments', ...named };
export const tagsRead = { address: '/api/tags', ...named };
/** Read where a step leads into another journey; each comes with its whole draft. */
export const journeysRead = { address: '/api/journeys', ...named };
export const eventNamesRead = { address: '/api/event-names', ...named };

/** What the canvas reads first; a file of its own, since it is asked for before the canvas is there. */
export function canvasReads(key: string): Read[] {
  return [{ address: journeyAddress(key) }, templatesRead, segmentsRead, tagsRead, eventNamesRead];
}

export function journeyAddress(key: string): string {
  return path`/api/journeys/${key}`;
}
