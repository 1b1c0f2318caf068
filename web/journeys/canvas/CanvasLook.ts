import { createContext, useContext } from 'react';
import type { Actions } from '../page/useActions.js';
import type { Editor } from '../saving/editor.js';

/** How much of a node can be read: all, icon and title, or icon, colour and badge. */
export type ZoomLevel = 'near' | 'middle' | 'far';

/**
 * What every node and edge shares. One object, which seldom changes: a thousand of them hang on it, so that none asks for itself (each hook costs
 * at each of them).
 */
export interface CanvasLook {
  editor: Editor;
  actions: Actions;
  readOnly: boolean;
  level: ZoomLevel;
  words: { addHere: string; waiting: string; passed: string; failed: string };
  /** An exact number, and a short one. */
  number(value: number): string;
  compact(value: number): string;
}

export const CanvasLookContext = createContext<CanvasLook | null>(null);

export function useCanvasLook(): CanvasLook {
  const look = useContext(CanvasLookContext);
  if (!look) throw new Error('useCanvasLook outside a canvas');
  return look;
}

export function zoomLevel(zoom: number): ZoomLevel {
  return zoom >= 0.6 ? 'near' : zoom >= 0.35 ? 'middle' : 'far';
}
