/**
 * Imports point one way (see README, "Where things are"):
 * web → contracts · server → workflows, rules · worker → server's stores and services, workflows, rules · workflows → rules · rules → nothing of ours.
 * `test/fixtures/forbidden-import` holds an import that must fail by these same rules: `npm run verify` proves that this check can.
 */
const fixture = 'test/fixtures/forbidden-import/';
const ours = '(rules|workflows|server|worker|web|embedded|bench|test)';
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  // Integration tests use test/fixtures for real servers; the builder's tests hold its model equal to the rules.
  from: { path: `^(${fixture})?${from}/`, pathNot: ['\\.integration\\.test\\.ts$', '^web/segments/model/.*\\.test\\.ts$'] },
  to: { path: `^${ours}/`, pathNot: [`^(${fixture})?${from}/`, ...allowed.map((place) => (place.endsWith('.ts') ? `^${place}$` : `^${place}/`))] },
});

module.exports = {
  forbidden: [
    only('rules-import-nothing', 'rules', [], 'The condition language is the lowest layer.'),
    only('workflows-import-rules', 'workflows', ['rules'], 'Workflow code is deterministic: no server, no store.'),
    only('server-imports-down', 'server', ['workflows', 'rules'], 'The server runs no journey and knows no worker.'),
    only('worker-imports-down', 'worker', ['server', 'workflows', 'rules'], "The worker uses the server's stores and services."),
    only(
      'web-imports-contracts',
      'web',
      ['rules/contracts', 'rules/files', 'rules/engine/validate.ts', 'workflows/contracts'],
      'The browser gets contracts, the readers of files, and the validator that the server asks on save.',
    ),
    only('embedded-not-from-tests', 'embedded', ['rules', 'workflows', 'server', 'worker'], 'What users start must not need tests.'),
    {
      name: 'worker-without-controllers',
      comment: 'Controllers are HTTP; the worker calls services and stores.',
      severity: 'error',
      from: { path: '^worker/' },
      to: { path: '^server/.*\\.(controller|module)\\.ts$' },
    },
    {
      name: 'workflow-code-without-node',
      comment: 'Workflow code runs in an isolate: no Node built-ins there (bundle.ts builds it, and may).',
      severity: 'error',
      from: { path: '^workflows/(runs|interpreter|steps|contracts|files)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: process.env.CAIRN_IMPORTS_SELF_TEST ? '(^|/)(dist|node_modules)/' : `(^|/)(dist|node_modules)/|^${fixture}` },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@cairn/source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
