import { defineConfig } from 'vitest/config';

/** Tests run from source: sibling packages resolve through the private export condition, so no build is needed first. */
const conditions = ['@cairn/source', 'module', 'node', 'development|production'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@cairn/source', 'node'] } },
  // tsconfig's decorator options reach only files its `include` covers; Nest classes declared in test files need them as well.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
} as const;

const exclude = ['**/node_modules/**', '**/dist/**', 'web/**'];

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['rules/**/*.ts', 'workflows/**/*.ts', 'server/**/*.ts', 'worker/**/*.ts'], exclude: ['**/*.test.ts', '**/dist/**'] },
    reporters: ['default'],
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['{rules,workflows,server,worker,embedded,bench}/**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: ['{rules,workflows,server,worker,embedded,bench}/**/*.integration.test.ts', 'test/**/*.test.ts'],
          // Real processes are killed there: alone, after everything else (see the chaos project).
          exclude: [...exclude, 'test/chaos/**', 'test/e2e/**'],
          environment: 'node',
          globalSetup: ['test/fixtures/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          pool: 'forks',
        },
      },
      {
        ...shared,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          exclude,
          environment: 'node',
          testTimeout: 600_000,
          hookTimeout: 120_000,
          pool: 'forks',
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { conditions: ['@cairn/source', 'module', 'browser', 'development|production'] },
        test: {
          name: 'web',
          root: 'web',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          environment: 'jsdom',
          setupFiles: [`${import.meta.dirname}/web/after-each-test.ts`],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
