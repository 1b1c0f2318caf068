import type { JourneyDefinition, JourneyLayout, Step, StepType } from '@cairn/workflows/contracts/journey.js';
import { useMemo } from 'react';

import { type Positions, pushApart } from '../layout/hand/push-apart.js';
import { fromClipboard, toClipboard } from '../model/clipboard.js';
import type { Names } from '../model/names.js';
import { deleteStep, duplicateStep, insertStep, moveStep, pasteSteps, pickSteps, replaceStep } from '../model/operations.js';
import { nodeOrder } from '../model/order.js';
import { type Phrase, phrase } from '../model/phrase.js';
import { connect, outletsOf, type Port, portsInto, stepById, triggerId } from '../model/ports.js';
import { summary, title } from '../model/summary.js';
import type { Editor } from '../saving/editor.js';
import type { UiStore } from './ui-store.js';

/** What canvas, outline, menus and keys call: one way to do each thing, each named for undo. */
export interface Actions {
  insert(port: Port, type: StepType): string;
  remove(id: string, keep?: string): void;
  /** Asks first when it has several ways out. */
  askRemove(ids: readonly string[]): void;
  move(id: string, port: Port): void;
  connect(port: Port, target: string | null): void;
  duplicate(id: string): void;
  copy(ids: ReadonlySet<string>): Promise<void>;
  cut(ids: ReadonlySet<string>): Promise<void>;
  paste(after: string): Promise<boolean>;
  /** From now on steps stand where somebody puts them; at first where they stand now. */
  arrangeByHand(positions: Positions): void;
  /** Puts steps, given their left upper corners, and pushes the others apart. */
  place(places: Positions): void;
  shift(ids: readonly string[], by: { x: number; y: number }): void;
  /** Back to automatic layout. */
  tidyUp(): void;
  change(step: Step): void;
  edit(change: (definition: JourneyDefinition) => JourneyDefinition, label: Phrase, mergeKey?: string): void;
}

export function useActions(editor: Editor, ui: UiStore, names: Names): Actions {
  return useMemo(() => makeActions(editor, ui, names), [editor, ui, names]);
}

function makeActions(editor: Editor, ui: UiStore, names: Names): Actions {
  const now = (): JourneyDefinition => editor.document.definition;
  const label = (key: string, id: string): Phrase => {
    const step = stepById(now(), id);
    return phrase(`undo.${key}`, { what: step ? (step.name ? title(step) : summary(step, names)) : phrase('type.trigger') });
  };
  const show = (id: string): void => ui.set({ current: id, selected: new Set([id]) });

  const insert = (port: Port, type: StepType): string => {
    const { definition, id } = insertStep(now(), port, type);
    editor.edit(() => definition, phrase('undo.add', { what: phrase(`type.${type}`) }));
    show(id);
    return id;
  };
  const remove = (id: string, keep?: string): void => {
    const next = neighbour(now(), id);
    editor.edit((definition) => deleteStep(definition, id, keep), label('delete', id));
    show(stepById(now(), next) ? next : triggerId);
  };
  const copy = async (ids: ReadonlySet<string>): Promise<void> => await navigator.clipboard.writeText(toClipboard(pickSteps(now(), ids)));
  const askRemove = (ids: readonly string[]): void => {
    const steps = ids.map((id) => stepById(now(), id)).filter((step) => step !== undefined);
    const [only] = steps;
    if (steps.length === 1 && only && new Set(outletsOf(only).map((each) => each.next)).size > 1) ui.set({ deleting: only.id });
    else for (const step of steps) remove(step.id);
  };
  return {
    insert,
    remove,
    askRemove,
    move: (id, port) => {
      editor.edit((definition) => moveStep(definition, id, port), label('move', id));
      // It comes to where it was dropped, not that place to it.
      ui.set({ current: id, selected: new Set([id]), anchor: port.from });
    },
    connect: (port, target) => editor.edit((definition) => connect(definition, port, target), phrase('undo.connect')),
    duplicate: (id) => {
      const copied = duplicateStep(now(), id);
      if (!copied) return;
      editor.edit(() => copied.definition, label('duplicate', id));
      show(copied.id);
    },
    copy,
    cut: async (ids) => {
      await copy(ids);
      askRemove([...ids]);
    },
    paste: async (after) => {
      const steps = fromClipboard(await navigator.clipboard.readText());
      const port = steps && pastePort(now(), after);
      if (!steps || !port) return false;
      const { definition, ids } = pasteSteps(now(), port, steps);
      editor.edit(() => definition, phrase('undo.paste', { count: steps.length }));
      if (ids[0]) show(ids[0]);
      return true;
    },
    arrangeByHand: (positions) => editor.arrange(() => ({ positions }), phrase('undo.arrange')),
    place: (places) => editor.arrange((layout) => placed(layout, places), label('place', Object.keys(places)[0] ?? '')),
    shift: (ids, by) => {
      const { positions } = editor.document.layout;
      const places = Object.fromEntries(ids.flatMap((id) => (positions[id] ? [[id, { x: positions[id].x + by.x, y: positions[id].y + by.y }]] : [])));
      editor.arrange((layout) => placed(layout, places), label('place', ids[0] ?? ''), `shift ${ids.join(' ')}`);
    },
    tidyUp: () => editor.arrange(() => ({ positions: {} }), phrase('undo.tidyUp')),
    change: (step) => editor.edit((definition) => replaceStep(definition, step), label('edit', step.id), `step ${step.id}`),
    edit: (change, words, mergeKey) => editor.edit(change, words, mergeKey),
  };
}

function placed({ positions }: JourneyLayout, places: Positions): JourneyLayout {
  return { positions: pushApart({ ...positions, ...places }, Object.keys(places)) };
}

/** After a deletion the focus goes on to the next step, else to the one before. */
function neighbour(definition: JourneyDefinition, id: string): string {
  const order = nodeOrder(definition);
  const index = order.indexOf(id);
  return order[index + 1] ?? order[index - 1] ?? triggerId;
}

/** Pasting goes after a step, on its first way out; after an exit, before it. */
export function pastePort(definition: JourneyDefinition, after: string): Port | undefined {
  if (after === triggerId) return { from: triggerId, outlet: 'start' };
  const step = stepById(definition, after);
  const first = step && outletsOf(step)[0];
  return first ? { from: after, outlet: first.outlet } : portsInto(definition, after)[0];
}
