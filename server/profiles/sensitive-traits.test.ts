import { expect, it } from 'vitest';

import type { CatalogueDocument } from '../events/catalogue.js';
import { maskTraits, SensitiveTraits } from './sensitive-traits.js';

const seen = (name: string, change: Partial<CatalogueDocument> = {}): CatalogueDocument => ({
  ...{ _id: `w:trait:${name}`, workspace: 'w', kind: 'trait', name, count: 1 },
  ...change,
});

it('masks what the catalogue calls a secret, and what it does not know by what it is called', async () => {
  const note = { personalClass: 'none', at: new Date(0), by: 'user:u' } as const;
  const documents = [seen('plan'), seen('member_no', { sampled: 8, hits: { 'national-id': 8 } }), seen('passport', { note })];
  const sensitive = await new SensitiveTraits({ readAll: async () => await Promise.resolve(documents) }, { now: () => 0 }).of('w');
  const traits = { plan: 1, member_no: 1, passport: 1, iban: 1, api_key: 1, first_name: 1 };
  expect(maskTraits(traits, sensitive)).toEqual({ shown: { plan: 1, passport: 1, first_name: 1 }, masked: ['member_no', 'iban', 'api_key'] });
});
