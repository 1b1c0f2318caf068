import { describe, expect, test } from 'vitest';

import { insertStep, replaceStep } from '../model/operations.js';
import { phrase } from '../model/phrase.js';
import { stepById } from '../model/ports.js';
import { emptyJourney } from '../model/random-journey.js';
import { memoryDraftStorage } from './draft-storage.js';
import { type DraftSave, Editor, type SaveAnswer, type ServerDraft } from './editor.js';

const journey = insertStep(
  insertStep(emptyJourney('j'), { from: '@trigger', outlet: 'start' }, 'delay').definition,
  { from: 'wait-1', outlet: 'next' },
  'message',
).definition;
const label = phrase('undo.edit');
const wait = (amount: number) => (definition: typeof journey) =>
  replaceStep(definition, { id: 'wait-1', type: 'delay', duration: { amount, unit: 'day' }, next: 'message-1' });
const template = (key: string) => (definition: typeof journey) =>
  replaceStep(definition, { id: 'message-1', type: 'message', channel: 'email', template: key, next: null });

const save = (revision: number): DraftSave => ({ revision, name: 'Ben', you: false, at: '2026-11-25T12:00:00Z', steps: ['wait-1'] });

/** A server with optimistic revisions, a clock by hand, timers run by hand. */
function world() {
  const server: { draft: ServerDraft; offline: boolean; saves: number } = {
    draft: { definition: journey, layout: { positions: {} }, draftRevision: 1 },
    offline: false,
    saves: 0,
  };
  const storage = memoryDraftStorage();
  let timers: { task: () => void; ms: number }[] = [];
  const dependencies = () => ({
    workspace: 'w',
    journey: 'j',
    storage,
    now: () => 1_000,
    setTimer: (task: () => void, ms: number) => {
      const timer = { task, ms };
      timers.push(timer);
      return timer;
    },
    clearTimer: (timer: unknown) => {
      timers = timers.filter((each) => each !== timer);
    },
    save: async (draft: ServerDraft): Promise<SaveAnswer> => {
      server.saves += 1;
      if (server.offline) return { kind: 'offline' };
      if (draft.draftRevision !== server.draft.draftRevision)
        return { kind: 'conflict', newer: { draft: structuredClone(server.draft), saves: [save(server.draft.draftRevision)] } };
      server.draft = structuredClone({ ...draft, draftRevision: draft.draftRevision + 1 });
      return { kind: 'saved', draftRevision: server.draft.draftRevision };
    },
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) {
      const due = timers;
      timers = [];
      if (!server.offline || turn === 0) for (const timer of due) timer.task();
      for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
    }
  };
  return {
    server,
    storage,
    settle,
    waiting: () => timers.map((timer) => timer.ms),
    open: async () => await Editor.open(dependencies(), structuredClone(server.draft)),
  };
}

describe('editor', () => {
  test('opening changes and saves nothing', async () => {
    const { server, open, settle } = world();
    const editor = await open();
    await settle();
    expect(server.saves).toBe(0);
    expect(editor.getState().history.past).toHaveLength(0);
  });
  test('saves 600 ms after the last change', async () => {
    const { server, open, settle, waiting } = world();
    const editor = await open();
    editor.edit(wait(2), label);
    editor.edit(wait(3), label);
    expect(waiting()).toEqual([600]);
    expect(editor.getState().saveState).toEqual({ kind: 'saving' });
    await settle();
    expect(server.saves).toBe(1);
    expect(server.draft.definition).toEqual(wait(3)(journey));
    expect(editor.getState().saveState).toEqual({ kind: 'saved', at: 1_000 });
  });
  test('an edit that changes nothing is none', async () => {
    const { open } = world();
    const editor = await open();
    editor.edit(wait(1), label);
    expect(editor.getState().history.past).toHaveLength(0);
  });
  test('a killed tab loses nothing, and undo is still there', async () => {
    const { server, open, settle } = world();
    server.offline = true;
    const editor = await open();
    editor.edit(wait(5), label);
    await settle();
    expect(editor.getState().saveState).toEqual({ kind: 'offline' });
    server.offline = false;
    const reopened = await open();
    expect(reopened.document.definition).toEqual(wait(5)(journey));
    await settle();
    expect(server.draft.definition).toEqual(wait(5)(journey));
    reopened.undo();
    await settle();
    expect(server.draft.definition).toEqual(journey);
  });
  test('two tabs, two edits: both are kept', async () => {
    const { server, open, settle } = world();
    const [one, two] = [await open(), await open()];
    one.edit(wait(7), label);
    await settle();
    two.edit(template('cart'), label);
    await settle();
    expect(server.draft.definition).toEqual(template('cart')(wait(7)(journey)));
    expect(two.getState().merged).toEqual({ clashes: [], saves: [save(2)] });
    two.undo();
    expect(two.document.definition).toEqual(wait(7)(journey));
    two.redo();
    expect(two.document.definition).toEqual(template('cart')(wait(7)(journey)));
  });
  test('the same field in two tabs: the later one stands and the clash is named', async () => {
    const { server, open, settle } = world();
    const [one, two] = [await open(), await open()];
    one.edit(template('theirs'), label);
    await settle();
    two.edit(template('mine'), label);
    await settle();
    expect(stepById(server.draft.definition, 'message-1')).toMatchObject({ template: 'mine' });
    expect(two.getState().merged?.clashes).toEqual([{ stepId: 'message-1', field: 'template', theirs: 'theirs' }]);
    const [clash] = two.getState().merged?.clashes ?? [];
    if (clash) two.takeTheirs(clash, label);
    expect(stepById(two.document.definition, 'message-1')).toMatchObject({ template: 'theirs' });
    expect(two.getState().merged?.clashes).toEqual([]);
    two.undo();
    expect(stepById(two.document.definition, 'message-1')).toMatchObject({ template: 'mine' });
  });
  test('unsaved changes of yesterday meet the draft of today', async () => {
    const { server, open, settle } = world();
    server.offline = true;
    const editor = await open();
    editor.edit(wait(5), label);
    await settle();
    editor.close();
    server.offline = false;
    server.draft = { ...server.draft, definition: template('cart')(journey), draftRevision: 9 };
    await open();
    await settle();
    expect(server.draft.definition).toEqual(template('cart')(wait(5)(journey)));
  });
  test('what somebody else saved comes in without a save of ours, and who it was', async () => {
    const { server, open, settle } = world();
    const [one, two] = [await open(), await open()];
    one.edit(wait(7), label);
    await settle();
    two.receive({ draft: structuredClone(server.draft), saves: [save(2)] });
    expect(two.document.definition).toEqual(wait(7)(journey));
    expect(two.getState().merged?.saves).toEqual([save(2)]);
    await settle();
    expect(server.saves).toBe(1);
    two.receive({ draft: structuredClone(server.draft), saves: [save(2)] });
    expect(two.getState().merged?.saves).toHaveLength(1);
  });
  test('an arrangement is saved beside the definition, kept complete, and undone', async () => {
    const { server, open, settle } = world();
    const editor = await open();
    const positions = { '@trigger': { x: 0, y: 0 }, 'wait-1': { x: 0, y: 180 }, 'message-1': { x: 0, y: 360 } };
    editor.arrange(() => ({ positions }), label);
    await settle();
    expect(server.draft).toMatchObject({ definition: journey, layout: { positions } });
    editor.edit((definition) => insertStep(definition, { from: 'wait-1', outlet: 'next' }, 'split').definition, label);
    expect(editor.document.layout.positions).toEqual({ ...positions, 'split-1': { x: 0, y: 360 }, 'message-1': { x: 0, y: 540 } });
    editor.undo();
    expect(editor.document.layout.positions).toEqual(positions);
    editor.undo();
    await settle();
    expect(server.draft.layout).toEqual({ positions: {} });
  });
  test('two people who arrange: each keeps what they moved', async () => {
    const { server, open, settle } = world();
    const positions = { '@trigger': { x: 0, y: 0 }, 'wait-1': { x: 0, y: 180 }, 'message-1': { x: 0, y: 360 } };
    server.draft.layout = { positions };
    const [one, two] = [await open(), await open()];
    const put = (id: string, x: number) => (layout: { positions: typeof positions }) => ({ positions: { ...layout.positions, [id]: { x, y: 0 } } });
    one.arrange(put('wait-1', 700) as never, label);
    await settle();
    two.arrange(put('message-1', -700) as never, label);
    await settle();
    expect(server.draft.layout.positions).toEqual({ '@trigger': { x: 0, y: 0 }, 'wait-1': { x: 700, y: 0 }, 'message-1': { x: -700, y: 0 } });
  });
});
