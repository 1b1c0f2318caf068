import tseslint from 'typescript-eslint';

/** Second pass after Biome: only what needs types. A floating promise is a crash nobody sees. */
export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/*.js',
      '**/*.mjs',
      '**/*.cjs',
      'web/api/generated/**',
      'test/fixtures/forbidden-import/**',
      'vitest.config.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  // They import test/fixtures, so no package's own project covers them.
  {
    files: ['**/*.integration.test.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.integration.json', tsconfigRootDir: import.meta.dirname } },
  },
);
