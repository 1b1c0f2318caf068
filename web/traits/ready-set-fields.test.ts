import { describe, expect, it } from 'vitest';

import { readSettings, settingsOf } from './ready-set-fields.js';

const order = { name: 'Order Completed' };
const rfm = {
  recency: { event: order },
  frequency: { event: { name: 'Visited' }, within: { amount: 90, unit: 'day' } },
  monetary: { event: order, property: 'total', measure: 'average', within: { amount: 52, unit: 'week' } },
};

describe('settings of a ready set', () => {
  it.each([
    ['rfm', rfm],
    ['lifecycle', { event: order, newDays: 10, activeDays: 20, atRiskDays: 30 }],
    ['orderValue', { event: { ...order, where: { all: [] } }, property: 'total' }],
  ] as const)('of %s come back as they were read', (set, settings) => {
    expect(settingsOf(set, readSettings({ settings: settings as never }))).toEqual(settings);
  });

  it('name no window where it was taken away', () => {
    const fields = readSettings({ settings: rfm as never });
    const said = settingsOf('rfm', { ...fields, frequency: { ...fields.frequency, within: undefined } });
    expect(said?.frequency).toEqual({ event: { name: 'Visited' } });
  });

  it.each([
    ['rfm', { ...rfm, frequency: { event: { name: ' ' } } }],
    ['rfm', { ...rfm, monetary: { ...rfm.monetary, property: '' } }],
    ['lifecycle', null],
    ['orderValue', { event: order, property: ' ' }],
  ] as const)('of %s that lack something are none', (set, settings) => {
    expect(settingsOf(set, readSettings({ settings: settings as never }))).toBeNull();
  });
});
