import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { describe, expect, it } from 'vitest';

import type { JourneyDefinition } from '../contracts/journey.js';
import { definition } from '../interpreter/journeys.fixture.js';
import { journeyFromYaml, journeyToYaml } from './journey-yaml.js';
import { randomJourney } from './random-journey.js';

const file = `journey: cart
schemaVersion: 1
name: Abandoned cart
trigger:
  type: event
  event:
    name: Cart Updated
reentry:
  type: afterExit
exits:
  - id: bought
    event:
      name: Order Completed
start: delay
steps:
  - id: delay
    type: delay
    duration:
      amount: 30
      unit: minute
    next: mail
  - id: mail
    type: message
    channel: email
    template: cart
    next: exit
  - id: exit
    type: exit
`;

function read(text: string) {
  const answer = journeyFromYaml(text);
  if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
  return { key: answer.key, definition: answer.definition, layout: answer.layout };
}

function problemsOf(text: string) {
  const answer = journeyFromYaml(text);
  return 'problems' in answer ? answer.problems.map(({ line, path, code }) => [line, path, code]) : [];
}

/** Every object's keys the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  ) as T;
}

describe('a journey as a file', () => {
  it('reads as it is written', () => {
    expect(journeyToYaml('cart', definition())).toBe(file);
    expect(read(file)).toEqual({ key: 'cart', definition: definition(), layout: { positions: {} } });
  });

  it('comes back as it was, and is written the same again, whatever is in it', () => {
    const random = seededRandom(7);
    for (let n = 0; n < 60; n += 1) {
      const journey = randomJourney(random);
      const text = journeyToYaml(journey.key, journey.definition, journey.layout);
      expect(read(text)).toEqual(journey);
      const again = read(text);
      expect(journeyToYaml(again.key, again.definition, again.layout)).toBe(text);
    }
  });

  it('is the same text whatever the order of keys', () => {
    const random = seededRandom(8);
    for (let n = 0; n < 30; n += 1) {
      const journey = randomJourney(random);
      expect(journeyToYaml(journey.key, reversed(journey.definition), reversed(journey.layout))).toBe(
        journeyToYaml(journey.key, journey.definition, journey.layout),
      );
    }
  });

  it('has its positions in a block of their own, at the end; without any there is none', () => {
    const placed = journeyToYaml('cart', definition(), { positions: { mail: { x: 10, y: -2.5 }, '@trigger': { x: 0, y: 0 } } });
    expect(placed).toBe(`${file}layout:\n  positions:\n    "@trigger":\n      x: 0\n      y: 0\n    mail:\n      x: 10\n      y: -2.5\n`);
    expect(read(placed).layout).toEqual({ positions: { mail: { x: 10, y: -2.5 }, '@trigger': { x: 0, y: 0 } } });
  });

  it('takes the first version of the format for granted where a file does not say', () => {
    expect(read(file.replace('schemaVersion: 1\n', '')).definition).toEqual(definition());
  });

  it.each<[string, string, unknown[]]>([
    ['no YAML', `${file}  - [`, [29, 'line 29, column 6', 'yaml-bad-indent']],
    ['a list', '- a', [1, '', 'no-journey']],
    ['nothing', '', [1, '', 'no-journey']],
    ['no key', file.replace('journey: cart\n', ''), [1, 'journey', 'no-key']],
    ['a key twice', `${file}name: Again\n`, [29, 'line 29, column 1', 'yaml-duplicate-key']],
    ['an alias', file.replace('name: Abandoned cart', 'name: &a X\ndescription: *a'), [4, 'line 4, column 14', 'yaml-alias']],
    ['a bomb of aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(9)}]\nc: [${'*b,'.repeat(9)}]`, [2, 'line 2, column 8', 'yaml-alias']],
    ['a field that no step has', file.replace('    template: cart\n', '    template: cart\n    colour: red\n'), [26, 'steps.1.colour', 'invalid-shape']],
    ['a field that no journey has', file.replace('start:', 'begin: x\nstart:'), [14, 'begin', 'invalid-shape']],
    ['a field that is missing', file.replace('    template: cart\n', ''), [22, 'steps.1.template', 'invalid-shape']],
    ['a step type that is none', file.replace('type: message', 'type: letter'), [23, 'steps.1.type', 'unknown-step-type']],
    ['a wrong value', file.replace('amount: 30', 'amount: soon'), [19, 'steps.0.duration.amount', 'invalid-shape']],
    ['a place that is none', `${file}layout:\n  positions:\n    mail: here\n`, [31, 'layout.positions.mail', 'invalid-shape']],
    ['too much', `${file}# ${'x'.repeat(600_000)}`, [undefined, '', 'too-large']],
  ])('refuses %s, and says where', (_, text, problem) => {
    expect(problemsOf(text)[0]).toEqual(problem);
  });

  it('refuses more steps than a journey may have', () => {
    const steps = Array.from({ length: 1_001 }, (_, n) => ({ id: `s${n}`, type: 'exit' as const }));
    const text = journeyToYaml('cart', definition({ steps: steps.slice(0, 1_000) })).replace('\nsteps:\n', '\nsteps:\n  - id: more\n    type: exit\n');
    expect(problemsOf(text)).toEqual([[16, 'steps', 'invalid-shape']]);
  });

  it('writes nothing that has no definition’s shape', () => {
    expect(() => journeyToYaml('cart', { name: 'x' } as unknown as JourneyDefinition)).toThrow();
  });
});
