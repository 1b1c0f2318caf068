import { describe, expect, it } from 'vitest';

import { cycleThrough, referencesIn, segmentsIn } from './segment-references.js';

const uses = (key: string) => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });

describe('segments in a condition', () => {
  it('are found at every depth, each once', () => {
    expect([...segmentsIn({ all: [uses('a'), { not: { any: [uses('b'), uses('a')] } }] })]).toEqual(['a', 'b']);
  });

  it('are those, too, that the people of accounts are asked about', () => {
    const people = { fact: 'people', params: { segment: 'c', share: 'all' }, operator: 'equal', value: true };
    expect([...segmentsIn({ fact: 'account', params: { match: 'any', where: { all: [people] } }, operator: 'equal', value: true })]).toEqual(['c']);
  });

  it('are none in what is no condition', () => {
    for (const value of [null, 3, 'segment', [], { fact: 'segment' }, { fact: 'trait', params: { key: 'a' } }]) expect(segmentsIn(value).size).toBe(0);
  });
});

describe('references', () => {
  it('are the tags that conditions ask about and those that a journey turns', () => {
    const asked = { fact: 'tag', params: { key: 'asked' }, operator: 'equal', value: true };
    const steps = [
      { id: 'on', type: 'tag', tag: 'turned', action: 'add', next: 'split' },
      { id: 'split', type: 'split', branches: [{ id: 'a', condition: { all: [asked, uses('a')] }, next: null }], otherwise: { next: null } },
    ];
    expect([...referencesIn({ steps })]).toEqual(['tag:turned', 'tag:asked', 'segment:a']);
  });
});

describe('a cycle', () => {
  const graph: Record<string, string[]> = { a: ['b', 'd'], b: ['c'], c: ['a'], d: [], e: ['a'], f: ['f'] };
  const of = (key: string) => graph[key] ?? [];

  it.each([
    ['a', ['a', 'b', 'c', 'a']],
    ['f', ['f', 'f']],
    ['d', undefined],
    ['e', undefined],
  ])('through %s is %j', (key, loop) => {
    expect(cycleThrough(key, of)).toEqual(loop);
  });
});
