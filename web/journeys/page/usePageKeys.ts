import { useEffect, useRef } from 'react';

import { useEditor } from './EditorContext.js';

interface PageKeys {
  /** A version is looked at: the draft does not change unseen. */
  isLooking: boolean;
  onNextProblem(by: 1 | -1): void;
  onFind(): void;
}

/** Keys of the whole page: undo, redo, find, problems. In a text field Ctrl+Z is the field's own. */
export function usePageKeys(keys: PageKeys): void {
  const { editor } = useEditor();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const withCommand: Record<string, (event: KeyboardEvent) => void> = {
      z: (event) => (event.shiftKey ? editor.redo() : editor.undo()),
      y: () => editor.redo(),
    };
    const taskOf = (event: KeyboardEvent): (() => void) | undefined => {
      if (event.key === 'F8') return () => latest.current.onNextProblem(event.shiftKey ? -1 : 1);
      if (!event.ctrlKey && !event.metaKey) return undefined;
      const key = event.key.toLowerCase();
      if (key === 'f') return () => latest.current.onFind();
      const task = latest.current.isLooking ? undefined : withCommand[key];
      return task && !(event.target as HTMLElement).closest('input, textarea, [contenteditable="true"]') ? () => task(event) : undefined;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      const task = taskOf(event);
      if (!task) return;
      event.preventDefault();
      task();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [editor]);
}
