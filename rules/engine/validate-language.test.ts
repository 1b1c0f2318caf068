import { describe, expect, it } from 'vitest';

import { validateCondition } from './validate.js';

const trait = (more: object, params: object = {}): object => ({ fact: 'trait', params: { name: 'x', ...params }, operator: 'equal', value: 1, ...more });
const event = (params: object, more: object = {}): object => ({
  fact: 'event',
  params: { name: 'Order', ...params },
  operator: 'greaterThan',
  value: 1,
  ...more,
});
const yes = (fact: string, params: object, value: unknown = true): object => ({ fact, params, operator: 'equal', value });
const steps = [{ name: 'a' }, { name: 'b' }];
const day = { amount: 1, unit: 'day' };

/** The faults of each fact and operator, with their place. */
const faults: [what: string, condition: unknown, path: string, code: string][] = [
  ['two ways to ask a trait', trait({}, { as: 'daysSince', for: day }), 'params', 'unknown-shape'],
  ['a reading that nobody knows', trait({}, { as: 'moonPhase' }), 'params.as', 'unknown-reading'],
  ['a reading compared as text', trait({ operator: 'startsWith', value: '1' }, { as: 'daysSince' }), 'operator', 'operator-for-count'],
  ['a reading compared with text', trait({ value: 'soon' }, { as: 'daysUntil' }), 'value', 'wrong-value-type'],
  ['a time of nothing', trait({}, { for: { amount: 0, unit: 'day' } }), 'params.for', 'invalid-window'],
  ['a where without yes or no', trait({ value: 1 }, { where: { fact: 'property', path: '*', operator: 'exists' } }), 'value', 'wrong-value-type'],
  [
    'a wrong clause in a where',
    trait({ value: true }, { where: { all: [{ fact: 'property', path: '*.a', operator: 'is' }] } }),
    'params.where.all.0.operator',
    'unknown-operator',
  ],
  [
    'now inside a where',
    trait({ value: true }, { where: { fact: 'property', path: 'a', operator: 'within', value: day } }),
    'params.where.operator',
    'operator-needs-now',
  ],
  [
    'another fact inside a where',
    trait({ value: true }, { where: { fact: 'property', path: 'a', operator: 'equal', value: { trait: 'y' } } }),
    'params.where.value',
    'reference-not-allowed',
  ],
  ['a reference without a name', trait({ value: { trait: '' } }), 'value', 'missing-name'],
  ['a reference to two things', trait({ value: { trait: 'y', computed: 'z' } }), 'value', 'unknown-key'],
  ['a reference into a prototype', trait({ value: { trait: 'y', path: 'constructor.name' } }), 'value', 'forbidden-path'],
  ['a reference to an event that is not there', trait({ value: { trigger: 'properties.a' } }), 'value', 'trigger-not-allowed'],
  ['a pattern from another fact', trait({ operator: 'matches', value: { trait: 'y' } }), 'value', 'reference-not-allowed'],
  ['a version that is none', trait({ operator: 'versionLessThan', value: 'new' }), 'value', 'wrong-value-type'],
  ['a range that is none', trait({ operator: 'inIpRange', value: ['10.0.0.0/33'] }), 'value', 'wrong-value-type'],
  ['a range by itself', trait({ operator: 'inIpRange', value: '10.0.0.0/8' }), 'value', 'wrong-value-type'],
  ['a place off the Earth', trait({ operator: 'withinDistance', value: { latitude: 91, longitude: 0, km: 1 } }), 'value', 'wrong-value-type'],
  ['a place with more', trait({ operator: 'withinDistance', value: { latitude: 1, longitude: 0, km: 1, $where: '1' } }), 'value', 'wrong-value-type'],
  ['a window of two kinds', trait({ operator: 'within', value: { ...day, calendar: 'day' } }), 'value', 'invalid-window'],
  ['a window that ends before it begins', trait({ operator: 'within', value: { from: '2026-02-01', to: '2026-01-01' } }), 'value', 'invalid-window'],
  ['a window of no date', event({ within: { from: 'yesterday' } }), 'params.within', 'invalid-window'],
  ['a window of a hundred years', event({ within: { amount: 5_300, unit: 'week' } }), 'params.within', 'invalid-window'],
  ['periods of the future', event({ within: { calendar: 'month', ago: 1, count: 3 } }), 'params.within', 'invalid-window'],
  ['periods of no calendar', event({ within: { calendar: 'fortnight' } }), 'params.within', 'invalid-window'],
  ['a measure that nobody knows', event({ measure: 'median' }), 'params.measure', 'unknown-measure'],
  ['a sum of nothing in particular', event({ measure: 'sum' }), 'params.property', 'missing-property'],
  ['a number of a property', event({ property: 'total' }), 'params.property', 'unexpected-property'],
  ['a fewer than none', event({}, { value: -1 }), 'value', 'wrong-value-type'],
  ['a count that exists', event({}, { operator: 'exists', value: undefined }), 'operator', 'operator-for-count'],
  ['a sum compared with text', event({ measure: 'sum', property: 'total' }, { value: 'much' }), 'value', 'wrong-value-type'],
  ['a funnel of one step', yes('funnel', { steps: [{ name: 'a' }] }), 'params.steps', 'wrong-steps'],
  ['a funnel of nine steps', yes('funnel', { steps: Array.from({ length: 9 }, () => ({ name: 'a' })) }), 'params.steps', 'wrong-steps'],
  [
    'a funnel that begins with nothing done',
    yes('funnel', { steps: [{ name: 'a', absent: true, within: day }, { name: 'b' }] }),
    'params.steps.0',
    'wrong-steps',
  ],
  ['an absence without a time', yes('funnel', { steps: [{ name: 'a' }, { name: 'b', absent: true }] }), 'params.steps.1.within', 'missing-window'],
  ['an absence that is no', yes('funnel', { steps: [{ name: 'a' }, { name: 'b', absent: false, within: day }] }), 'params.steps.1.absent', 'wrong-value-type'],
  ['a step without a name', yes('funnel', { steps: [{ name: 'a' }, {}] }), 'params.steps.1.name', 'missing-name'],
  ['a shared property into a prototype', yes('funnel', { steps, by: '__proto__.a' }), 'params.by', 'forbidden-path'],
  ['a funnel that is compared', { ...yes('funnel', { steps }), operator: 'greaterThan', value: 2 }, 'operator', 'unknown-operator'],
  ['a tag without a key', yes('tag', {}), 'params.key', 'missing-name'],
  ['a tag that is maybe on', yes('tag', { key: 'vip' }, 'maybe'), 'value', 'wrong-value-type'],
  ['outside a segment for a time', yes('segment', { key: 's', for: day }, false), 'params.for', 'unexpected-value'],
  ['consent of no channel', yes('consent', { topic: 'news' }), 'params.channel', 'missing-name'],
  ['accounts, but which', yes('account', { match: 'most' }), 'params.match', 'unknown-match'],
  ['people of no segment', yes('account', { match: 'any', where: yes('people', { share: 'all' }) }), 'params.where.params.segment', 'missing-segment'],
  ['half of the people', yes('account', { match: 'any', where: yes('people', { segment: 's', share: 'half' }) }), 'params.where.params.share', 'unknown-share'],
  ['an event of an account', yes('account', { match: 'any', where: { not: event({}) } }), 'params.where.not.fact', 'unknown-fact'],
  ['a part of the time that nobody knows', { fact: 'now', params: { part: 'season' }, operator: 'equal', value: 1 }, 'params.part', 'unknown-part'],
  ['an hour as text', { fact: 'now', params: { part: 'hour' }, operator: 'equal', value: '9' }, 'value', 'wrong-value-type'],
  ['a date that begins with something', { fact: 'now', params: { part: 'date' }, operator: 'startsWith', value: '2026' }, 'operator', 'operator-for-time'],
  ['chance without a salt', { fact: 'random', params: {}, operator: 'lessThan', value: 10 }, 'params.salt', 'missing-name'],
  ['the data of a run that is not there', { fact: 'context', path: 'a', operator: 'exists' }, '', 'trigger-not-allowed'],
  ['an operator of the database', { $where: 'sleep(1000)' }, '', 'unknown-shape'],
  ['an operator of the database in params', trait({}, { $gt: '' }), 'params.$gt', 'unknown-key'],
  ['a path of an operator', trait({ path: 'a.$where' }), '', 'none'],
  ['a named condition where none may be', { condition: 'x' }, 'condition', 'unknown-condition'],
  ['a named condition that is a number', { condition: 7 }, 'condition', 'unknown-condition'],
];

describe('validateCondition refuses, and names the place:', () => {
  it.each(faults)('%s', (_, condition, path, code) => {
    const problems = validateCondition(condition);
    // A dollar in a name is a name: it is escaped wherever it is stored.
    if (code === 'none') expect(problems).toEqual([]);
    else expect(problems.map((problem) => [problem.path, problem.code])).toContainEqual([path, code]);
    for (const { message } of problems) expect(message).toMatch(/^\S.*[.)]$/s);
  });

  it.each<[string, unknown]>([
    ['an operator', { ...trait({}), operator: 'soundsLike' }],
    ['a fact', { fact: 'weather', operator: 'equal', value: 'rain' }],
    ['a key', { ...trait({}), since: 1 }],
    ['a measure', event({ measure: 'median' })],
  ])('%s that a newer version may know, and says so', (_, condition) => {
    expect(validateCondition(condition).some(({ message }) => message.includes('newer version'))).toBe(true);
  });

  it('a segment that does not exist, wherever it is asked for', () => {
    const people = yes('account', { match: 'any', where: yes('people', { segment: 'gone', share: 'all' }) });
    const problems = validateCondition({ all: [yes('segment', { key: 'gone' }), people] }, { segments: new Set(['here']) });
    expect(problems.map(({ path, code }) => [path, code])).toEqual([
      ['all.0.params.key', 'unknown-segment'],
      ['all.1.params.where.params.segment', 'unknown-segment'],
    ]);
  });

  it.each<[string, object, boolean]>([
    ['a tag that exists', yes('tag', { key: 'vip' }), true],
    ['a tag that does not', yes('tag', { key: 'gone' }), false],
    ['a topic that exists', yes('consent', { channel: 'email', topic: 'news' }), true],
    ['a topic that does not', yes('consent', { channel: 'email', topic: 'offers' }), false],
    ['no topic at all', yes('consent', { channel: 'email' }), true],
  ])('names that do not exist: %s', (_, condition, isKnown) => {
    const known = { tags: new Set(['vip']), topics: new Set(['news']) };
    const problems = validateCondition({ any: [{ not: condition }] }, known).map(({ path, code }) => [path, code]);
    const { fact } = condition as { fact: string };
    const fault = fact === 'tag' ? ['any.0.not.params.key', 'no-such-tag'] : ['any.0.not.params.topic', 'no-such-topic'];
    expect(problems).toEqual(isKnown ? [] : [fault]);
    // Where it is not known what there is, nothing is refused.
    expect(validateCondition({ any: [{ not: condition }] })).toEqual([]);
  });

  it('named conditions that would be written out without end', () => {
    const named = new Map([['a0', trait({})]] as [string, never][]);
    for (let n = 1; n <= 9; n += 1) named.set(`a${n}`, { all: Array.from({ length: 10 }, () => ({ condition: `a${n - 1}` })) } as never);
    expect(validateCondition({ condition: 'a9' }, { conditions: named }).map(({ code }) => code)).toEqual(['too-many-clauses']);
    const chain = new Map([['b0', trait({})]] as [string, never][]);
    for (let n = 1; n <= 20; n += 1) chain.set(`b${n}`, { condition: `b${n - 1}` } as never);
    expect(validateCondition({ condition: 'b20' }, { conditions: chain }).map(({ code }) => code)).toEqual(['too-deep']);
  });
});
