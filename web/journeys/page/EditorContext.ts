import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';

import type { Journey, JourneyVersion } from '../api.js';
import { isByHand, keepArranged } from '../layout/hand/keep-arranged.js';
import type { Positions } from '../layout/hand/push-apart.js';
import type { Names } from '../model/names.js';
import type { Editor, EditorState } from '../saving/editor.js';
import type { JourneyProblem } from './problems.js';
import type { Actions } from './useActions.js';

/** What every part of a journey's page works with. */
export interface EditorTools {
  journey: Journey;
  editor: Editor;
  actions: Actions;
  names: Names;
  problems: JourneyProblem[];
  readOnly: boolean;
  /** Shown instead of the draft, to be looked at: the version that somebody's run follows. */
  version: (JourneyVersion & { definition: JourneyDefinition }) | null;
}

export const EditorContext = createContext<EditorTools | null>(null);

export function useEditor(): EditorTools {
  const tools = useContext(EditorContext);
  if (!tools) throw new Error('useEditor outside a journey page');
  return tools;
}

export function useEditorState(editor: Editor): EditorState {
  return useSyncExternalStore(editor.subscribe, editor.getState);
}

/** What is shown: the draft, or the version that is looked at. */
export function useDefinition(): JourneyDefinition {
  const { editor, version } = useEditor();
  const draft = useEditorState(editor).history.present.definition;
  return version?.definition ?? draft;
}

/** Where every step stands when they are arranged by hand; null: automatic layout. */
export function usePositions(): Positions | null {
  const { editor } = useEditor();
  const definition = useDefinition();
  const { layout } = useEditorState(editor).history.present;
  return useMemo(() => (isByHand(layout) ? keepArranged(definition, layout).positions : null), [definition, layout]);
}
