import { describe, expect, it } from 'vitest';

import { guessClass, masked, valueClass } from './personal-data.js';

const nothing = { sampled: 0, hits: {} };

describe('the class that a name suggests', () => {
  it.each([
    ['email', 'email'],
    ['userEmail', 'email'],
    ['email_verified', 'none'],
    ['phone', 'phone'],
    ['Mobile Number', 'phone'],
    ['telefon', 'phone'],
    ['手机号', 'phone'],
    ['name', 'name'],
    ['first_name', 'name'],
    ['lastName', 'name'],
    ['Vorname', 'name'],
    ['company_name', 'none'],
    ['planName', 'none'],
    ['city_name', 'location'],
    ['username', 'none'],
    ['street', 'address'],
    ['home-address', 'address'],
    ['ip_address', 'ip-address'],
    ['email address', 'email'],
    ['city', 'location'],
    ['postalCode', 'location'],
    ['birthday', 'birth-date'],
    ['date_of_birth', 'birth-date'],
    ['生日', 'birth-date'],
    ['ssn', 'national-id'],
    ['passport_number', 'national-id'],
    ['card_number', 'payment-card'],
    ['card_type', 'none'],
    ['iban', 'bank-account'],
    ['accessToken', 'secret'],
    ['comments', 'free-text'],
    ['message_id', 'none'],
    ['orders', 'none'],
    ['', 'none'],
  ] as const)('%s: %s', (name, expected) => {
    expect(guessClass({ kind: 'trait', name }, nothing).value).toBe(expected);
  });

  it('is nobody’s name when an event or an account calls something a name', () => {
    expect(guessClass({ kind: 'property', name: 'name' }, nothing).value).toBe('none');
    expect(guessClass({ kind: 'accountTrait', name: 'name' }, nothing).value).toBe('none');
    expect(guessClass({ kind: 'property', name: 'recipient_name' }, nothing).value).toBe('name');
  });
});

describe('the class that a value looks like', () => {
  it.each([
    ['ann@example.com', 'email'],
    ['+49 151 1234567', 'phone'],
    ['(212) 555-0123', 'phone'],
    ['030 / 123456', 'phone'],
    ['192.0.2.17', 'ip-address'],
    ['2001:db8::1', 'ip-address'],
    ['123-45-6789', 'national-id'],
    ['11010519491231002X', 'national-id'],
    ['110105194912310021', undefined],
    ['4242 4242 4242 4242', 'payment-card'],
    [4242424242424242, 'payment-card'],
    ['4242 4242 4242 4241', undefined],
    ['DE89 3704 0044 0532 0130 00', 'bank-account'],
    ['DE89 3704 0044 0532 0130 01', undefined],
    ['eyJhbGciOi.eyJzdWIi.c2ln', 'secret'],
    ['12 Rose Street', 'address'],
    ['Hauptstraße 12', 'address'],
    ['I waited two weeks for it, and then it came broken.', 'free-text'],
    ['Berlin', undefined],
    ['2026-01-02', undefined],
    ['12:30', undefined],
    ['1700000000000', undefined],
    [59.5, undefined],
    [true, undefined],
    [null, undefined],
    [['ann@example.com'], 'email'],
    [{ line1: '12 Rose Street', zip: '12345' }, 'address'],
  ] as const)('%j: %s', (value, expected) => {
    expect(valueClass(value as never)).toBe(expected);
  });

  it('is found in time, however odd the text', () => {
    const odd = ['1'.repeat(256), `${'a.'.repeat(120)}@`, '+'.repeat(256), `${'0 '.repeat(120)}x`, `${'a '.repeat(20_000)}`, 'weg '.repeat(64), ':'.repeat(39)];
    const startedAt = performance.now();
    for (const text of odd) valueClass(text);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('name and value together', () => {
  it('values that mostly look personal are believed over the name', () => {
    expect(guessClass({ kind: 'trait', name: 'login' }, { sampled: 10, hits: { email: 9 } })).toEqual({ value: 'email', by: 'value' });
    expect(guessClass({ kind: 'trait', name: 'name' }, { sampled: 10, hits: { email: 9 } })).toEqual({ value: 'email', by: 'value' });
  });

  it('one card number in five is enough where the name says nothing', () => {
    expect(guessClass({ kind: 'property', name: 'ref' }, { sampled: 10, hits: { 'payment-card': 2 } }).value).toBe('payment-card');
    expect(guessClass({ kind: 'property', name: 'ref' }, { sampled: 100, hits: { 'payment-card': 2 } })).toEqual({ value: 'none', by: 'nothing' });
  });

  it('a long text does not make an address of names less', () => {
    expect(guessClass({ kind: 'trait', name: 'street' }, { sampled: 10, hits: { 'free-text': 10 } })).toEqual({ value: 'address', by: 'name' });
  });
});

describe('a masked value', () => {
  it.each([
    ['ann@example.com', 'email', 'a…@example.com'],
    ['+49 151 1234567', 'phone', '…67'],
    ['4242 4242 4242 4242', 'payment-card', '…42'],
    ['Ann', 'name', 'A…'],
    ['1980-02-03', 'birth-date', '1980-…'],
    ['12 Rose Street', 'address', '…'],
    [{ first: 'Ann' }, 'name', '…'],
  ] as const)('%j as %s: %s', (value, personalClass, expected) => {
    expect(masked(value as never, personalClass)).toBe(expected);
  });
});
