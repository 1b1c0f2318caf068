import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';

import type { History } from '../../ui/history.js';
import type { Phrase } from './phrase.js';

/** What undo goes back to. */
export interface EditorDocument {
  definition: JourneyDefinition;
  layout: JourneyLayout;
}

/** Stored on the device, and survives a reload. Unchanged steps are shared between entries. */
export type EditorHistory = History<EditorDocument, Phrase>;
