import { describe, expect, test } from 'vitest';
import { newHistory, record, redo, undo, undoLabel } from '../../ui/history.js';
import { changesBetween, sameJson } from './changes.js';
import { fromClipboard, toClipboard } from './clipboard.js';
import { mergeDrafts } from './merge.js';
import { deleteStep, insertStep, replaceStep } from './operations.js';
import { phrase } from './phrase.js';
import { stepById } from './ports.js';
import { emptyJourney, randomJourney } from './random-journey.js';
import { portPhrase, summary } from './summary.js';

const journey = insertStep(
  insertStep(emptyJourney('j'), { from: '@trigger', outlet: 'start' }, 'delay').definition,
  { from: 'wait-1', outlet: 'next' },
  'message',
).definition;
const longer = replaceStep(journey, { id: 'wait-1', type: 'delay', duration: { amount: 3, unit: 'day' }, next: 'message-1' });

describe('history', () => {
  const document = (definition: typeof journey) => ({ definition, layout: { positions: {} } });
  test('goes back and forth, named, and a reload changes nothing', () => {
    const edited = record(newHistory(document(journey)), document(longer), phrase('undo.edit'), 0);
    const reloaded = structuredClone(edited);
    expect(undoLabel(reloaded)).toEqual({ key: 'undo.edit' });
    expect(undo(reloaded).present.definition).toEqual(journey);
    expect(redo(undo(reloaded)).present.definition).toEqual(longer);
  });
  test('joins quick edits of one field, not those of another or later ones', () => {
    let history = newHistory(document(journey));
    const type = (key: string, at: number) => {
      history = record(history, document({ ...journey, name: `${key}${at}` }), phrase('undo.edit'), at, key);
    };
    type('name', 0);
    type('name', 500);
    type('other', 600);
    type('other', 5_000);
    expect(history.past).toHaveLength(3);
  });
  test('keeps 200 steps', () => {
    let history = newHistory(document(journey));
    for (let at = 0; at < 250; at += 1) history = record(history, document({ ...journey, name: String(at) }), phrase('undo.edit'), at);
    expect(history.past).toHaveLength(200);
  });
});

describe('merge of two drafts', () => {
  test('takes both sides of different steps', () => {
    const theirs = replaceStep(journey, { id: 'message-1', type: 'message', channel: 'email', template: 'cart', next: null });
    const { definition, clashes } = mergeDrafts(journey, longer, theirs);
    expect(clashes).toEqual([]);
    expect(stepById(definition, 'wait-1')).toEqual(stepById(longer, 'wait-1'));
    expect(stepById(definition, 'message-1')).toEqual(stepById(theirs, 'message-1'));
  });
  test('takes both sides of different fields of one step, and names the field both changed', () => {
    const mine = replaceStep(journey, { id: 'message-1', type: 'message', channel: 'email', template: 'mine', next: null });
    const theirs = replaceStep(journey, { id: 'message-1', type: 'message', channel: 'email', template: 'theirs', onSkip: 'exit', next: null });
    const { definition, clashes } = mergeDrafts(journey, mine, theirs);
    expect(clashes).toEqual([{ stepId: 'message-1', field: 'template', theirs: 'theirs' }]);
    expect(stepById(definition, 'message-1')).toEqual({ id: 'message-1', type: 'message', channel: 'email', template: 'mine', onSkip: 'exit', next: null });
  });
  test('a step deleted there and untouched here goes; changed here it stays', () => {
    const theirs = deleteStep(journey, 'wait-1');
    expect(stepById(mergeDrafts(journey, journey, theirs).definition, 'wait-1')).toBeUndefined();
    expect(stepById(mergeDrafts(journey, longer, theirs).definition, 'wait-1')).toEqual(stepById(longer, 'wait-1'));
  });
  test('a way to a step that is gone becomes a loose end', () => {
    const theirs = insertStep(journey, { from: 'message-1', outlet: 'next' }, 'exit').definition;
    const mine = deleteStep(journey, 'message-1');
    const { definition } = mergeDrafts(journey, mine, theirs);
    const ids = definition.steps.map((step) => step.id);
    for (const step of definition.steps) if ('next' in step && step.next !== null) expect(ids).toContain(step.next);
  });
  test('with only one side changed the result is that side, whatever the journey', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const base = randomJourney(seed, 12);
      const changed = deleteStep(base, base.steps[seed % base.steps.length]?.id ?? '');
      expect(mergeDrafts(base, changed, base).definition).toEqual(changed);
      expect(mergeDrafts(base, base, changed).definition).toEqual(changed);
    }
  });
});

describe('changes', () => {
  test.each([
    ['nothing', journey, []],
    ['a longer wait', longer, ['change.changed']],
    ['a deleted step', deleteStep(journey, 'message-1'), ['change.rewired', 'change.removed']],
    ['an added step', insertStep(journey, { from: 'message-1', outlet: 'next' }, 'exit').definition, ['change.rewired', 'change.added']],
    ['goals', { ...journey, goals: [{ id: 'goal-1', event: { name: 'Order Completed' } }] }, ['change.goals']],
    ['no goals, said in another way', { ...journey, goals: [] }, []],
    ['another trigger', { ...journey, trigger: { type: 'handOff' } as const }, ['change.trigger']],
    ['another name', { ...journey, name: 'k' }, ['change.name']],
  ])('%s', (_, draft, keys) => {
    expect(changesBetween(journey, draft).map((change) => change.phrase.key)).toEqual(keys);
  });
  test('key order is no change', () => {
    expect(sameJson({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
    expect(sameJson({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(sameJson({ a: [] }, { a: {} })).toBe(false);
  });
});

describe('clipboard', () => {
  test('steps come back as they were', () => {
    expect(fromClipboard(toClipboard(journey.steps))).toEqual(journey.steps);
  });
  test.each(['', 'hello', '{}', '{"cairn/steps":1,"steps":[]}', '{"cairn/steps":1,"steps":[{"id":"x","type":"teleport"}]}'])(
    'other text is not steps: %s',
    (text) => {
      expect(fromClipboard(text)).toBeUndefined();
    },
  );
});

describe('summary', () => {
  test.each([
    [{ id: 'a', type: 'delay', duration: { amount: 3, unit: 'day' }, next: null } as const, 'summary.delay'],
    [{ id: 'a', type: 'message', channel: 'email', template: '', next: null } as const, 'summary.message.none'],
    [{ id: 'a', type: 'exit' } as const, 'summary.exit'],
    [{ id: 'a', type: 'window', weekdays: [1, 2], from: '09:00', to: '17:00', next: null } as const, 'summary.window.weekdays'],
    [{ id: 'a', type: 'window', weekdays: [], from: '09:00', to: '17:00', next: null } as const, 'summary.noWeekday'],
    [{ id: 'a', type: 'updateProfile', traits: [{ name: '', value: '' }], next: null } as const, 'summary.updateProfile.none'],
    [{ id: 'a', type: 'updateProfile', traits: [{ name: 'plan', value: 'pro' }], next: null } as const, 'summary.updateProfile.set'],
    [{ id: 'a', type: 'updateProfile', traits: [{ name: 'plan', value: null }], next: null } as const, 'summary.updateProfile.clear'],
    [{ id: 'a', type: 'enterJourney', journey: '', next: null } as const, 'summary.enterJourney.none'],
    [{ id: 'a', type: 'enterJourney', journey: 'welcome', next: null } as const, 'summary.enterJourney.into'],
    [{ id: 'a', type: 'goal', next: null } as const, 'summary.goal'],
    [
      {
        id: 'a',
        type: 'waitUntil',
        branches: [{ id: 'b', event: { name: 'Order Completed' }, next: null }],
        timeout: { after: { amount: 1, unit: 'day' }, next: null },
      } as const,
      'summary.waitUntil.one',
    ],
  ])('%o', (step, key) => {
    expect(summary(step as never).key).toBe(key);
  });
  test('a split numbers its branches and names the last', () => {
    const split = insertStep(journey, { from: 'message-1', outlet: 'next' }, 'split');
    expect(portPhrase(split.definition, { from: split.id, outlet: 'branch-1' })).toEqual(
      phrase('branch.numbered', { number: 1, what: phrase('branch.empty') }),
    );
    expect(portPhrase(split.definition, { from: split.id, outlet: 'otherwise' })).toEqual(phrase('branch.otherwise'));
    expect(portPhrase(split.definition, { from: 'wait-1', outlet: 'next' })).toBeUndefined();
  });
});
