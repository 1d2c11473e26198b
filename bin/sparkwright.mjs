#!/usr/bin/env node
// The `sparkwright` command of this checkout. local/first.mjs installs packages first. Verbs of the embedded cluster are in
// local/, all others in orchestrator/.
const CLUSTER = ['up', 'down', 'status', 'reset'];

const [node, self, ...args] = process.argv;
const asks = args.includes('--help') || args.includes('-h');
const verb = asks ? undefined : CLUSTER.find((name) => name === args[0]);
process.argv = verb
  ? [node, self, `local/commands/${verb}.ts`, ...args.slice(1)]
  : [node, self, 'orchestrator/main.ts', ...args];
await import('../local/first.mjs');
