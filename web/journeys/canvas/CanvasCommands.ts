import { createContext, useContext } from 'react';

/** What nodes and edges ask of the page. One object for the page's life, so that it never redraws a node. */
export interface CanvasCommands {
  click(id: string, toggle: boolean): void;
  /** @param focus goes into the form; else it stays on the canvas, for building on. */
  inspect(id: string, focus: boolean): void;
  /** Closes the panel. */
  back(): void;
  /** @param filter see {@link peopleFilter} */
  showPeople(stepId: string, filter: string): void;
  showComments(stepId: string): void;
}

export const CanvasCommandsContext = createContext<CanvasCommands | null>(null);

export function useCanvasCommands(): CanvasCommands {
  const commands = useContext(CanvasCommandsContext);
  if (!commands) throw new Error('useCanvasCommands outside a journey page');
  return commands;
}
