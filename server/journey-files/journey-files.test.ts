import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { journeyFromYaml, journeyToYaml } from '@cairn/workflows/files/journey-yaml.js';
import { beforeAll, describe, expect, it } from 'vitest';

import { cartJourney } from '../simulator/simulator.fixture.js';
import { diff } from './diff.js';
import { momentOf, momentText, spanMs, spanText } from './moments.js';
import { simulateRecorded, simulateStory } from './simulate.js';
import { test } from './test.js';
import { readStory, readTestFile } from './test-file.js';
import { validate } from './validate.js';
import { FileFaults, readJourney } from './workspace-folder.js';

const examples = join(import.meta.dirname, '../../journeys');
const none = { caps: [] };
let folder: string;
const inFolder = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journeys-'));
  await writeFile(inFolder('cart.yaml'), journeyToYaml('cart', cartJourney()));
});

describe('the example journeys', () => {
  it('are valid and canonical', async () => {
    expect(await validate([examples])).toMatchObject({ code: 0, lines: ['6 files, nothing wrong.'] });
  });

  it('pass their tests', async () => {
    const { code, lines } = await test([examples]);
    expect(lines.filter((line) => !line.startsWith('✓'))).toEqual(['13 of 13 passed.']);
    expect(code).toBe(0);
  });
});

describe('validate', () => {
  it('names file, line and what to do', async () => {
    const path = inFolder('broken.yaml');
    await writeFile(path, journeyToYaml('cart', cartJourney()).replace('next: second', 'next: nowhere'));
    const { code, lines } = await validate([path]);
    expect(code).toBe(1);
    expect(lines[0]).toBe(`${path}:32: error: Step pause leads to “nowhere”, which does not exist. Connect it to a step that does. [unknown-target]`);
  });

  it('rewrites what is not canonical, if told to', async () => {
    const path = inFolder('loose.yaml');
    const canonical = journeyToYaml('cart', cartJourney());
    await writeFile(path, `# a comment\n${canonical}`);
    expect(await validate([path])).toMatchObject({ code: 0, lines: [expect.stringContaining('warning: Not written as Cairn writes it.'), expect.anything()] });
    expect(await validate([path], { fix: true })).toMatchObject({ lines: ['1 file, nothing wrong.'] });
    expect(await readFile(path, 'utf8')).toBe(canonical);
  });
});

describe('a test that fails', () => {
  const failuresOf = async (expectation: string) => {
    const path = inFolder('cart.test.yaml');
    await writeFile(
      path,
      `journey: cart\ncases:\n  - name: x\n    person: { traits: { email: a@example.com } }\n    events:\n      - { at: +1h, track: Cart Updated }\n    expect: ${expectation}\n`,
    );
    const { code, lines } = await test([inFolder('cart.yaml')]);
    expect(code).toBe(1);
    return lines.slice(1, -1).map((line) => line.trim());
  };

  it.each([
    [
      'a message too few',
      '{ messages: [{ template: first-mail, at: +2h }] }',
      ['messages', 'expected: first-mail sent +2h', 'actual:   first-mail sent +2h, second-mail sent +1d 2h'],
    ],
    [
      'a wrong time',
      '{ messages: [{ template: first-mail, at: +1h }, { template: second-mail, after: 2d }] }',
      [
        'messages.0',
        'expected: first-mail sent +1h',
        'actual:   first-mail sent +2h',
        'messages.1',
        'expected: second-mail sent 2d after the run began',
        'actual:   second-mail sent +1d 2h (1d 1h after the run began)',
      ],
    ],
    [
      'a skip that was none',
      '{ messages: [{ template: first-mail, skipped: capped }, { template: second-mail }] }',
      ['messages.0', 'expected: first-mail skipped (capped)', 'actual:   first-mail sent +2h'],
    ],
    [
      'another path',
      '{ path: [wait: next, first: skipped] }',
      ['path', 'expected: wait:next → first:skipped', 'actual:   wait:next → first:sent → pause:next → second:sent → exit:completed'],
    ],
    ['another end', '{ end: { reason: goal } }', ['end', 'expected: goal', 'actual:   completed (exit) +1d 2h']],
    ['somebody who is out', '{ end: inside }', ['end', 'expected: still inside', 'actual:   completed (exit) +1d 2h']],
    ['an entry', '{ path: [] }', ['path', 'expected: never enters', 'actual:   wait:next → first:sent → pause:next → second:sent → exit:completed']],
    ['a run too few', '{ runs: [{}, {}] }', ['runs', 'expected: 2', 'actual:   1: wait:next → first:sent → pause:next → second:sent → exit:completed']],
    ['a refusal that was none', '{ refused: [already-inside] }', ['refused', 'expected: already-inside', 'actual:   none']],
  ])('says what was expected and what came: %s', async (_, expectation, lines) => {
    expect(await failuresOf(expectation)).toEqual(lines);
  });
});

it.each([
  ['an unknown field', 'journey: a\ncases:\n  - name: x\n    expects: {}\n', 3, 'cases.0.expect'],
  ['a time that is none', 'journey: a\ncases:\n  - name: x\n    events:\n      - at: soon\n        track: X\n    expect: {}\n', 5, 'cases.0.events.0.at'],
  ['no case', 'journey: a\ncases: []\n', 2, 'cases'],
  ['a zone that is none', 'journey: a\nworkspace:\n  timezone: Berlin\ncases:\n  - name: x\n    expect: {}\n', 3, 'workspace.timezone'],
])('a test file with %s is refused with its line', (_, text, line, path) => {
  const read = readTestFile(text);
  expect('problems' in read && read.problems[0]).toMatchObject({ line, path });
});

describe('diff', () => {
  const of = async (change: Parameters<typeof cartJourney>[0]) => {
    const read = journeyFromYaml(journeyToYaml('cart', cartJourney(change)));
    if ('problems' in read) throw new Error('It is no journey.');
    return diff(await readJourney(inFolder('cart.yaml')), read);
  };

  it('is well where nothing differs', async () => {
    expect(await of({})).toMatchObject({ code: 0, lines: ['The same journey.'] });
  });

  it('tells each change on a line', async () => {
    const steps = cartJourney().steps.filter(({ id }) => id !== 'wait');
    expect(await of({ start: 'first', reentry: { type: 'never' }, steps })).toMatchObject({
      code: 1,
      lines: ['~ reentry type: "afterExit" → "never"', '− step wait (delay)', '→ step first is reached from @trigger, was from wait'],
    });
  });
});

describe('simulate', () => {
  it('tells one person’s story step by step', async () => {
    const path = inFolder('person.yaml');
    await writeFile(
      path,
      'person: { traits: { email: a@example.com } }\nevents:\n  - { at: +0m, track: Cart Updated }\n  - { at: +3h, track: Order Completed }\n',
    );
    const { lines } = await simulateStory([inFolder('cart.yaml')], path, none);
    expect(lines).toEqual([
      '+0s          enters cart by Cart Updated',
      '+0s          cart: waits at wait',
      '+1h          cart: wait → next',
      '+1h          cart: first → sent',
      '+1h          cart: waits at pause',
      '+3h          cart: pause → ended (bought)',
      '+3h          leaves cart: exit-rule (bought)',
      '1 run, 1 of 1 messages sent: wait:next → first:sent → pause:ended (bought)',
    ]);
  });

  it('refuses a story that is none', () => {
    expect(readStory('events:\n  - { at: +0m, trak: X }\n')).toMatchObject({ problems: [{ line: 2 }] });
  });

  it('replays recorded calls of everybody: who is who by their identities, unreadable lines told', async () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour)).toISOString();
    const calls = [
      { type: 'track', anonymousId: 'device', event: 'Cart Updated', timestamp: at(0) },
      { type: 'identify', anonymousId: 'device', userId: 'ann', traits: { email: 'ann@example.com' }, timestamp: at(0) },
      { type: 'track', userId: 'ann', event: 'Order Completed', timestamp: at(2) },
      { type: 'track', userId: 'bob', event: 'Cart Updated', timestamp: at(1) },
      { type: 'track', userId: 'cy', event: 'Seen', timestamp: at(20) },
    ];
    const path = inFolder('events.jsonl');
    await writeFile(path, `${calls.map((call) => JSON.stringify(call)).join('\n')}\n{"type": "track"}\nno json\n`);
    await writeFile(inFolder('people.jsonl'), '{"id": "bob", "traits": {"email": "bob@example.com"}}\n{"id": "dee"}\n');
    const { json, lines } = await simulateRecorded([inFolder('cart.yaml')], { events: path, people: inFolder('people.jsonl') }, none);
    expect(json).toMatchObject({
      people: 4,
      events: 5,
      unreadable: 2,
      journeys: { cart: { entered: 2, ended: { 'exit-rule': 1 } } },
      messagesPerPerson: { '0': 2, '1': 2 },
    });
    expect(lines.slice(0, 2)).toEqual([expect.stringContaining('events.jsonl:6: skipped: '), expect.stringContaining('events.jsonl:7: skipped: ')]);
  });

  it('stops at a journey that could not be published', async () => {
    const path = inFolder('no-end.yaml');
    await writeFile(path, journeyToYaml('cart', cartJourney({ start: null })));
    await expect(simulateRecorded([path], { events: inFolder('events.jsonl') }, none)).rejects.toThrow(FileFaults);
  });
});

describe('moments', () => {
  it.each([
    ['+2h', 7_200_000],
    ['+1d 30m', 88_200_000],
    ['1970-01-01T00:00:01Z', 1_000],
    ['2h', undefined],
    ['+2', undefined],
    ['+', undefined],
  ])('%s', (text, instant) => {
    expect(momentOf(text, 0)).toBe(instant);
  });

  it('are told as they are read', () => {
    for (const span of ['1w 2d 3h 4m 5s', '30m', '2d']) expect(spanText(spanMs(span) ?? 0)).toBe(span);
    expect(momentText(-1, 0)).toBe('1969-12-31T23:59:59.999Z');
    expect(momentText(0, 0)).toBe('+0s');
  });
});
