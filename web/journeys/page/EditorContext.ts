import { createContext, useContext, useSyncExternalStore } from 'react';

import type { Journey } from '../api.js';
import type { Names } from '../model/summary.js';
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

export function useDefinition() {
  const { editor } = useEditor();
  return useEditorState(editor).history.present.definition;
}
