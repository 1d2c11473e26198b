/** The one direction in which the rooms of orchestrator/ may import each other. */
const rooms = (names) => `^orchestrator/(${names.join('|')})(/|\\.ts$)`;
const mayImport = (room, allowed, comment) => ({
  name: `${room}-imports`,
  comment,
  severity: 'error',
  from: { path: rooms([room]) },
  to: {
    path: '^(orchestrator|local|retailapp|dashboard|bench|tests)/',
    pathNot: [
      rooms([room, ...allowed]),
      ...(allowed.includes('ports') ? ['^orchestrator/engine/ports(/|\\.ts$)'] : []),
    ],
  },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    mayImport('model', [], 'model is pure and imports nothing of ours'),
    mayImport('plan', ['model'], 'plan turns YAML into a checked plan, and reads only model'),
    mayImport('engine', ['model', 'plan'], 'the engine reaches the world through ports.ts alone'),
    mayImport('store', ['model', 'ports'], 'store implements a port'),
    mayImport('spark', ['model', 'ports'], 'spark implements a port'),
    mayImport('hdfs', ['model', 'ports'], 'hdfs implements a port'),
    mayImport('sources', ['model', 'ports'], 'sources implements a port'),
    mayImport('lake', ['model', 'ports'], 'lake implements a port'),
    mayImport(
      'backup',
      ['model', 'ports', 'hdfs/sealed'],
      'backup works through ports, and seals its manifest as files on HDFS are sealed',
    ),
    {
      name: 'dashboard-imports',
      comment: 'the dashboard reads gold from HDFS, and knows nothing of runs',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: {
        path: '^(orchestrator|local|retailapp|bench|tests)/',
        pathNot: rooms(['hdfs']),
      },
    },
    {
      name: 'model-has-no-packages',
      comment: 'model imports nothing at all',
      severity: 'error',
      from: { path: rooms(['model']) },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { pathNot: '^(tests|bench)/' },
      to: { path: '^tests/' },
    },
    {
      name: 'orchestrator-does-not-know-the-cluster-it-runs-on',
      comment: 'the embedded cluster is one cluster among many: configuration is all they share',
      severity: 'error',
      from: { path: '^orchestrator/' },
      to: { path: '^(local|retailapp|dashboard|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
