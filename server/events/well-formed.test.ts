import { describe, expect, test } from 'vitest';

import { wellFormed } from './well-formed.js';

describe('wellFormed', () => {
  test.each([
    ['a first half', '"a\\ud83d"', 'a\ufffd'],
    ['a second half', '"\\uDE00b"', '\ufffdb'],
    ['two first halves', '"\\ud83d\\ud83d"', '\ufffd\ufffd'],
    ['a first half before a whole pair', '"\\ud83d\\ud83d\\ude00"', '\ufffd😀'],
    ['halves in the wrong order', '"\\ude00\\ud83d"', '\ufffd\ufffd'],
    ['a whole pair', '"\\ud83d\\uDE00"', '😀'],
    ['what only looks like one', '"\\\\ud83d"', '\\ud83d'],
    ['one after a backslash', '"\\\\\\ud83d"', '\\\ufffd'],
    ['a key', '{"\\ud83d":1}', { '\ufffd': 1 }],
    ['no escape at all', '"😀"', '😀'],
  ])('%s', (_name, json, value) => {
    expect(JSON.parse(wellFormed(json))).toEqual(value);
  });
});
