import type { ModelSettings, Thresholds } from './settings.js';

/** What a workspace begins with: the traits that the Segment Spec reserves for who somebody is, in the spellings that senders use. */
export const defaultModelSettings: ModelSettings = {
  fields: [
    { key: 'first_name', traits: ['first_name', 'firstName', 'given_name'], nameWord: 'first', kind: 'name', termFrequency: true },
    { key: 'last_name', traits: ['last_name', 'lastName', 'family_name', 'surname'], nameWord: 'last', kind: 'name', termFrequency: true },
    { key: 'birthday', traits: ['birthday', 'date_of_birth', 'dateOfBirth', 'birthdate'], kind: 'date', termFrequency: false },
    { key: 'email', traits: ['email'], kind: 'email', termFrequency: false },
    { key: 'phone', traits: ['phone', 'phone_number', 'mobile'], kind: 'phone', termFrequency: false },
    { key: 'street', traits: ['address.street', 'street'], kind: 'text', termFrequency: false },
    {
      key: 'postcode',
      traits: ['address.postalCode', 'address.postal_code', 'address.zip', 'postcode', 'postal_code', 'zip'],
      kind: 'postcode',
      termFrequency: false,
    },
    { key: 'city', traits: ['address.city', 'city'], kind: 'name', termFrequency: true },
  ],
  blocking: [
    [{ field: 'email' }],
    [{ field: 'phone', last: 8 }],
    [{ field: 'last_name' }, { field: 'first_name', first: 1 }],
    [{ field: 'first_name' }, { field: 'last_name', first: 2 }],
    [{ field: 'birthday' }, { field: 'first_name', first: 1 }],
    [{ field: 'postcode' }, { field: 'last_name', first: 2 }],
    [{ field: 'email', first: 8 }],
    [{ field: 'first_name' }, { field: 'city' }],
    [{ field: 'street' }, { field: 'first_name', first: 1 }],
  ],
};

/** 4: sixteen to one that both are the same person. Nothing is merged without asking until somebody says so. */
export const defaultThresholds: Thresholds = { review: 4, autoMerge: null };
