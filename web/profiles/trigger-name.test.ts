import { describe, expect, it } from 'vitest';

import { triggerName } from './trigger-name.js';

const t = ((key: string, values: object) => `${key} ${JSON.stringify(values)}`) as never;

describe('what brought somebody into a journey', () => {
  it.each([
    ['Order Completed', 'Order Completed'],
    ['segment:repeat customers entered', 'trigger.segment.entered {"segment":"repeat customers"}'],
    ['segment:lapsed left', 'trigger.segment.left {"segment":"lapsed"}'],
    ['rule:vip turned true', 'trigger.rule.true {"rule":"vip"}'],
    ['rule:vip turned false', 'trigger.rule.false {"rule":"vip"}'],
    ['date:renewal_date', 'trigger.date {"trait":"renewal_date"}'],
    ['cairn:enter welcome', 'trigger.api undefined'],
    ['schedule:repeat customers', 'trigger.schedule {"segment":"repeat customers"}'],
    ['journey:welcome handed on', 'trigger.journey {"journey":"welcome"}'],
    ['rule: of thumb', 'rule: of thumb'],
  ])('%s', (name, expected) => {
    expect(triggerName(name, t)).toBe(expected);
  });
});
