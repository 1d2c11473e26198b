#!/usr/bin/env node
// The `sparkwright` command of this checkout: packages are installed first (local/first.mjs). What is about the embedded
// cluster itself is local/'s, everything else the orchestrator's.
const CLUSTER = ['up', 'down', 'status', 'reset'];

const [node, self, ...args] = process.argv;
const asks = args.includes('--help') || args.includes('-h');
const verb = asks ? undefined : CLUSTER.find((name) => name === args[0]);
process.argv = verb
  ? [node, self, `local/commands/${verb}.ts`, ...args.slice(1)]
  : [node, self, 'orchestrator/main.ts', ...args];
await import('../local/first.mjs');
