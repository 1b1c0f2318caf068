import { describe, expect, test } from 'vitest';

import { exampleSecret, readConfig } from './config.js';

const secret = 'a secret of our own, long enough';

describe('the configuration', () => {
  test('has a default for everything but the secret', () => {
    expect(readConfig({ CAIRN_SECRET: secret })).toMatchObject({ mode: 'production', port: 3000, host: '0.0.0.0', database: 'cairn', temporalUiUrl: null });
  });

  test('listens on this machine alone in embedded mode', () => {
    expect(readConfig({ CAIRN_SECRET: exampleSecret, CAIRN_MODE: 'embedded' }).host).toBe('127.0.0.1');
  });

  test('an empty text counts as absent, and addresses lose their last slash', () => {
    expect(readConfig({ CAIRN_SECRET: secret, CAIRN_PORT: '', CAIRN_PUBLIC_URL: 'https://x.example/' })).toMatchObject({
      port: 3000,
      publicUrl: 'https://x.example',
    });
  });

  test('names every fault at once', () => {
    expect(() => readConfig({ CAIRN_PORT: 'x', MONGODB_URI: 'http://x', CAIRN_MODE: 'toy' })).toThrowError(
      /4 settings are wrong[\s\S]*CAIRN_MODE[\s\S]*CAIRN_SECRET[\s\S]*MONGODB_URI[\s\S]*CAIRN_PORT/,
    );
  });

  test.each([
    ['refuses the example secret outside the embedded mode', exampleSecret, /openssl/],
    ['refuses a short secret', 'short', /16 characters/],
  ])('%s', (_, given, message) => {
    expect(() => readConfig({ CAIRN_SECRET: given })).toThrowError(message);
  });
});
