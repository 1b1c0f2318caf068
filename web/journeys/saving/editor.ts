import type { JourneyDefinition, JourneyLayout } from '@cairn/workflows/contracts/journey.js';
import { newHistory, rebase, record, redo, undo } from '../../ui/history.js';
import { keepArranged, mergeLayouts } from '../layout/hand/keep-arranged.js';
import { sameJson } from '../model/changes.js';
import type { EditorDocument, EditorHistory } from '../model/history.js';
import { type Clash, mergeDrafts, takeTheirs } from '../model/merge.js';
import type { Phrase } from '../model/phrase.js';
import type { DraftStorage } from './draft-storage.js';

/** A draft as the server has it. */
export interface ServerDraft extends EditorDocument {
  draftRevision: number;
}

/** Who made one of the newer revisions, and which steps it changed (`@trigger`: the journey's settings). Instants ISO 8601. */
export interface DraftSave {
  revision: number;
  /** Null: an account or key that is gone. */
  name: string | null;
  you: boolean;
  at: string;
  steps: string[];
}

/** Somebody else's newer draft, with who made it since `draftRevision` of ours; the list may be cut or empty. */
export interface NewerDraft {
  draft: ServerDraft;
  saves: DraftSave[];
}

/** `conflict`: somebody saved since; the newer draft comes with it. `offline`: no answer, or one that may pass. `refused`: trying again will not help. */
export type SaveAnswer =
  | { kind: 'saved'; draftRevision: number }
  | { kind: 'conflict'; newer: NewerDraft }
  | { kind: 'offline' }
  | { kind: 'refused'; message: string };

export interface EditorDependencies {
  workspace: string;
  journey: string;
  storage: DraftStorage;
  save(draft: ServerDraft): Promise<SaveAnswer>;
  now(): number;
  setTimer(task: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'saving' }
  | { kind: 'offline' }
  /** The device could not keep it either: say so loudly. */
  | { kind: 'not-kept' }
  | { kind: 'refused'; message: string };

export interface EditorState {
  history: EditorHistory;
  saveState: SaveState;
  /** What came in from somebody else, and what the merge could not decide; shown until dismissed. */
  merged: Merged | null;
  readOnly: boolean;
}

export interface Merged {
  clashes: Clash[];
  saves: DraftSave[];
}

const saveDelayMs = 600;
const retryDelayMs = 5_000;

/**
 * One open draft: the document with its undo, kept on this device at once and on the server 600 ms after the last change. Opening changes nothing.
 * A save carries the revision it grew from; a clash is merged step by step and saved again. Free of React: pages subscribe.
 */
export class Editor {
  private readonly dependencies: EditorDependencies;
  private state: EditorState;
  private base: ServerDraft;
  private readonly listeners = new Set<() => void>();
  private timer: unknown;
  private saving: Promise<void> | null = null;
  private closed = false;

  private constructor(dependencies: EditorDependencies, server: ServerDraft, history: EditorHistory, unsaved: boolean) {
    this.dependencies = dependencies;
    this.base = server;
    this.state = { history, saveState: { kind: 'saved', at: null }, merged: null, readOnly: false };
    if (unsaved) this.schedule(0);
  }

  /** Takes up what this device kept; unsaved changes are merged with what the server has by now. */
  static async open(dependencies: EditorDependencies, server: ServerDraft): Promise<Editor> {
    const stored = await dependencies.storage.read(dependencies.workspace, dependencies.journey).catch(() => undefined);
    if (!stored) return new Editor(dependencies, server, newHistory(documentOf(server)), false);
    if (!stored.unsaved) {
      const same = sameJson(stored.history.present, documentOf(server));
      return new Editor(dependencies, server, same ? stored.history : newHistory(documentOf(server)), false);
    }
    const editor = new Editor(dependencies, { ...stored.base, draftRevision: stored.baseRevision }, stored.history, true);
    if (stored.baseRevision !== server.draftRevision) editor.mergeWith({ draft: server, saves: [] });
    return editor;
  }

  getState = (): EditorState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get document(): EditorDocument {
    return this.state.history.present;
  }

  /** What the server has, as far as we know: publishing names it, so that nothing unseen goes live. */
  get savedRevision(): number {
    return this.base.draftRevision;
  }

  /** @param mergeKey quick edits with the same key are one step of undo. */
  edit(change: (definition: JourneyDefinition) => JourneyDefinition, label: Phrase, mergeKey?: string): void {
    const definition = change(this.document.definition);
    if (definition === this.document.definition || sameJson(definition, this.document.definition)) return;
    const layout = keepArranged(definition, this.document.layout);
    this.take(record(this.state.history, { definition, layout }, label, this.dependencies.now(), mergeKey));
  }

  /** Moves steps of a journey that is arranged by hand, begins with that, or ends it. */
  arrange(change: (layout: JourneyLayout) => JourneyLayout, label: Phrase, mergeKey?: string): void {
    const layout = change(keepArranged(this.document.definition, this.document.layout));
    if (sameJson(layout, this.document.layout)) return;
    this.take(record(this.state.history, { ...this.document, layout }, label, this.dependencies.now(), mergeKey));
  }

  undo(): void {
    this.take(undo(this.state.history));
  }

  redo(): void {
    this.take(redo(this.state.history));
  }

  dismissMerge(): void {
    this.update({ merged: null });
  }

  /** Of a clash, the other's value after all; can be undone as any edit. */
  takeTheirs(clash: Clash, label: Phrase): void {
    this.edit((definition) => takeTheirs(definition, clash), label);
    const { merged } = this.state;
    if (merged) this.update({ merged: { ...merged, clashes: merged.clashes.filter((each) => each !== clash) } });
  }

  /** Somebody else saved: taken in at once, unless a save of ours is under way, which then finds out itself. */
  receive(newer: NewerDraft): void {
    if (this.closed || this.saving || newer.draft.draftRevision <= this.base.draftRevision) return;
    this.mergeWith(newer);
    void this.keep();
    if (this.dirty()) this.schedule(saveDelayMs);
  }

  /** On blur and before leaving or publishing: resolves when the server has everything, or cannot have it now. */
  async flush(): Promise<void> {
    this.dependencies.clearTimer(this.timer);
    if (this.saving) await this.saving;
    if (this.dirty()) await this.saveNow();
  }

  close(): void {
    this.closed = true;
    this.dependencies.clearTimer(this.timer);
    if (this.dirty()) void this.saveNow();
  }

  dirty(): boolean {
    return !sameJson(this.document, documentOf(this.base));
  }

  private take(history: EditorHistory): void {
    if (history === this.state.history) return;
    this.update({ history, saveState: { kind: 'saving' } });
    void this.keep();
    this.schedule(saveDelayMs);
  }

  private schedule(ms: number): void {
    this.dependencies.clearTimer(this.timer);
    this.timer = this.dependencies.setTimer(() => void this.saveNow(), ms);
  }

  private async keep(): Promise<void> {
    const { workspace, journey, storage } = this.dependencies;
    try {
      await storage.write(workspace, journey, {
        base: documentOf(this.base),
        baseRevision: this.base.draftRevision,
        history: this.state.history,
        unsaved: this.dirty(),
      });
    } catch {
      if (this.state.saveState.kind === 'offline') this.update({ saveState: { kind: 'not-kept' } });
    }
  }

  /** One save at a time; what changed meanwhile is the next. */
  private async saveNow(): Promise<void> {
    if (this.saving) {
      await this.saving;
      if (!this.closed && this.dirty()) this.schedule(saveDelayMs);
      return;
    }
    if (!this.dirty()) {
      this.update({ saveState: { kind: 'saved', at: this.dependencies.now() } });
      return;
    }
    this.saving = this.saveOnce().finally(() => {
      this.saving = null;
    });
    await this.saving;
  }

  private async saveOnce(): Promise<void> {
    const sent = this.document;
    if (this.state.saveState.kind !== 'offline') this.update({ saveState: { kind: 'saving' } });
    const answer = await this.dependencies.save({ ...sent, draftRevision: this.base.draftRevision });
    if (answer.kind === 'saved') {
      this.base = { ...sent, draftRevision: answer.draftRevision };
      if (this.document === sent) this.update({ saveState: { kind: 'saved', at: this.dependencies.now() } });
      else this.schedule(saveDelayMs);
    } else if (answer.kind === 'conflict') {
      this.mergeWith(answer.newer);
      this.schedule(0);
    } else if (answer.kind === 'offline') {
      this.update({ saveState: { kind: 'offline' } });
      this.schedule(retryDelayMs);
    } else {
      this.update({ saveState: { kind: 'refused', message: answer.message } });
    }
    await this.keep();
  }

  private mergeWith({ draft: newer, saves }: NewerDraft): void {
    const { base, document } = this;
    const clashes: Clash[] = [];
    const onto = (mine: EditorDocument, found: Clash[] = []): EditorDocument => {
      const merged = mergeDrafts(base.definition, mine.definition, newer.definition);
      found.push(...merged.clashes);
      return { definition: merged.definition, layout: keepArranged(merged.definition, mergeLayouts(base.layout, mine.layout, newer.layout)) };
    };
    const merged = onto(document, clashes);
    this.base = newer;
    // What came in while the notice stands is told with what came before.
    const told = this.state.merged;
    const isNews = clashes.length > 0 || !sameJson(merged, document);
    this.update({
      history: rebase(this.state.history, sameJson(merged, document) ? document : merged, (each) => onto(each)),
      merged: isNews ? { clashes: [...(told?.clashes ?? []), ...clashes], saves: [...(told?.saves ?? []), ...saves] } : told,
    });
  }

  private update(change: Partial<EditorState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

function documentOf(draft: EditorDocument): EditorDocument {
  return { definition: draft.definition, layout: draft.layout };
}
